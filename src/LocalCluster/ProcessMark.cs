using System.Globalization;

namespace Fresnel.LocalCluster;

/// <summary>Names a process so that no other is ever taken for it: an id is used again after a while, and after each boot.</summary>
/// <param name="Pid">Its id.</param>
/// <param name="Started">When it began, in the kernel's ticks since the boot.</param>
/// <param name="Boot">The boot it belongs to.</param>
public sealed record ProcessMark(int Pid, long Started, string Boot)
{
    private const int StartTimeField = 19; // of /proc/PID/stat, counted behind the name: field 22 of proc(5)
    private const int StateField = 0;

    /// <summary>The mark of a process that runs now, or null where there is none of that id.</summary>
    public static ProcessMark? Of(int pid) => Stat(pid) is { } stat && stat[StateField] is not ("Z" or "X")
        ? new ProcessMark(pid, long.Parse(stat[StartTimeField], CultureInfo.InvariantCulture), BootId())
        : null;

    /// <summary>Whether this very process still runs.</summary>
    public bool IsAlive => Of(Pid) == this;

    private static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    private static string[]? Stat(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null; // there is none, or it ended as we looked
        }
    }
}
