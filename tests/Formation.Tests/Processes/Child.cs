using System.Diagnostics;
using System.Globalization;

namespace Fresnel.Formation.Tests.Processes;

/// <summary>A process of its own that runs <see cref="ChildProgram"/>; killed at the end of the test at the latest.</summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process process;

    public Child(params string[] arguments) =>
        process = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", typeof(Child).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;

    /// <summary>Reads until a line begins like this.</summary>
    public async Task<string> ReadAsync(string beginning)
    {
        var read = new List<string>();
        while (true)
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            Assert.True(line is not null, $"The process ended before it printed '{beginning}': {string.Join(", ", read)}");
            if (line.StartsWith(beginning, StringComparison.Ordinal)) return line;
            read.Add(line);
        }
    }

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public void Kill() => process.Kill();

    /// <summary>Stops it where it is for a time, as <c>kill -STOP</c> and <c>kill -CONT</c> do.</summary>
    public async Task FreezeAsync(TimeSpan time)
    {
        Signal("STOP");
        await Task.Delay(time);
        Signal("CONT");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
