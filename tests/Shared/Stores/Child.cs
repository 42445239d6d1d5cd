using System.Diagnostics;

namespace Fresnel.Tests.Stores;

/// <summary>A child process that runs this assembly's <c>ChildProgram</c>, killed at the end of the test at the latest.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process process;

    public Child(params string[] arguments)
        : this([], arguments)
    {
    }

    private Child(string[] wrapper, string[] arguments)
    {
        string[] words = [.. wrapper, "dotnet", "exec", typeof(Child).Assembly.Location, .. arguments];
        process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true })!;
    }

    /// <summary>A child whose writes beyond a limit (prlimit --fsize) fail, as on a full disk, instead of ending it.</summary>
    public static Child Limitable(params string[] arguments) => new(["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"], arguments);

    /// <summary>A child every sync of which takes longer. The runtime's own signals are left to it.</summary>
    public static Child Slowed(TimeSpan sync, params string[] arguments) =>
        new(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:delay_enter={(long)sync.TotalMicroseconds}"], arguments);

    public int Id => process.Id;

    /// <summary>The next line it prints; null after its end.</summary>
    public async Task<string?> ReadLineAsync() => await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Kills it as <c>kill -9</c> does, and returns what else it had printed.</summary>
    public async Task<string[]> KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        var rest = await process.StandardOutput.ReadToEndAsync();
        return rest.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Stops it where it is, as <c>kill -STOP</c> does.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signal("CONT");

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
