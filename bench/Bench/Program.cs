using System.CommandLine;
using System.CommandLine.Help;
using Fresnel.Bench.Commands;

// The edge of the process: every fault is one line and an exit code.
try
{
    var parsed = BenchCommand.Create().Parse(args);
    if (parsed.Errors.Count > 0)
    {
        await Console.Error.WriteLineAsync($"fresnel: {parsed.Errors[0].Message} Try './fresnel bench --help'.");
        return 2;
    }

    if (parsed.Action is not HelpAction) return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    await using var help = new StringWriter();
    var code = await parsed.InvokeAsync(new InvocationConfiguration { Output = help });
    await Console.Out.WriteAsync(help.ToString().Replace(RootCommand.ExecutableName, "./fresnel bench", StringComparison.Ordinal)); // people start it by the launcher
    return code;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("fresnel: stopped; what was not measured is not reported.");
    return 130;
}
catch (Exception fault) // the edge of the process
{
    await Console.Error.WriteLineAsync($"fresnel: the benchmark failed: {fault.GetType().Name}: {fault.Message}");
    return 1;
}
