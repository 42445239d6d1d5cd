using System.Diagnostics;

namespace Fresnel.Tests.Stores;

/// <summary>A test that needs a small file system of its own: skipped, visibly, where this user may not mount one.</summary>
public sealed class TmpfsFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(() =>
    {
        using var folder = new TempFolder();
        if (!TryMount(folder.Path, "64k")) return false;
        Unmount(folder.Path);
        return true;
    });

    public TmpfsFactAttribute()
    {
        if (!CanMount.Value) Skip = "This user may not mount a tmpfs (needs root).";
    }

    public static bool TryMount(string folder, string size) => Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder);

    public static void Unmount(string folder) => Run("umount", folder);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
