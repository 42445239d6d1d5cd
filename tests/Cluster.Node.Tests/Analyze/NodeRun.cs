using System.Diagnostics;
using Fresnel.Cluster.Node.Commands;

namespace Fresnel.Cluster.Node.Tests.Analyze;

/// <summary>What a run of the node's program answered.</summary>
internal sealed record NodeAnswer(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}

/// <summary>The built program as a child process.</summary>
internal sealed class NodeRun : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private NodeRun(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => process.HasExited;

    public static NodeRun Start(params string[] arguments) => Start(new Dictionary<string, string?>(), arguments);

    /// <summary>The same with another environment; a variable that is null is taken out.</summary>
    public static NodeRun Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Fresnel.Cluster.Node.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment) start.Environment[key] = value;
        return new NodeRun(Process.Start(start)!);
    }

    public static async Task<NodeAnswer> ToEndAsync(params string[] arguments)
    {
        using var run = Start(arguments);
        return await run.EndAsync();
    }

    /// <summary>The same command line in this process: for what needs no process of its own.</summary>
    public static async Task<NodeAnswer> HereAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await NodeProgram.RunAsync(arguments, output, error);
        return new NodeAnswer(code, output.ToString(), error.ToString());
    }

    public async Task<NodeAnswer> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        return new NodeAnswer(process.ExitCode, await output, await error);
    }

    /// <summary>kill -9.</summary>
    public void Kill() => process.Kill();

    /// <summary>Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
