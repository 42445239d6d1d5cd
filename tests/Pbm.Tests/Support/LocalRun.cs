using System.Diagnostics;

namespace Fresnel.Pbm.Tests.Support;

/// <summary>The built program as the launcher runs it, for verbs whose processes outlive it.</summary>
internal sealed class LocalRun(string data)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>In the environment of everything that was started.</summary>
    private readonly string mark = Guid.NewGuid().ToString("N");

    /// <summary>The program.</summary>
    private static string Program { get; } = Path.Combine(
        TestPlaces.Checkout, "src", "Pbm", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Fresnel.Pbm.dll");

    /// <summary>Everything that runs because of it: id and command line.</summary>
    public IReadOnlyList<(int Id, string CommandLine)> Processes() => MarkedProcesses.Of(mark);

    /// <summary>Starts it; what it starts carries the mark.</summary>
    public Process Start(string arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments.Split(' '), "--data", data]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[MarkedProcesses.Variable] = mark;
        start.Environment.Remove("FRESNEL_HOST");
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<PbmRun> RunAsync(string arguments)
    {
        using var process = Start(arguments);
        return await EndAsync(process);
    }

    /// <summary>Waits for its end.</summary>
    public static async Task<PbmRun> EndAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Limit);
        return new PbmRun(process.ExitCode, await output, await error);
    }

    /// <summary>Ends what is left after a test that failed.</summary>
    public void KillAll()
    {
        foreach (var (id, _) in Processes())
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It has ended meanwhile.
            }
        }
    }
}
