using System.Diagnostics;

namespace Fresnel.Tests.Stores;

/// <summary>A test that holds up system calls of a child process: skipped, visibly, where strace is missing or not allowed to.</summary>
public sealed class StraceFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanTrace = new(() =>
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-f", "-qq", "-o", "/dev/null", "-e", "trace=none", "true"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public StraceFactAttribute()
    {
        if (!CanTrace.Value) Skip = "needs strace, and leave to trace a child process";
    }
}
