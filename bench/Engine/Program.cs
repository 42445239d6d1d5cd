using System.CommandLine;
using Fresnel.Engine.Commands;

// The edge of the process: every fault is one line and an exit code.
try
{
    var parsed = EngineCommand.Create().Parse(args);
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("fresnel: stopped; what was not measured is not reported.");
    return 130;
}
catch (Exception fault) // the edge of the process
{
    await Console.Error.WriteLineAsync($"fresnel: failed: {fault}");
    return 1;
}
