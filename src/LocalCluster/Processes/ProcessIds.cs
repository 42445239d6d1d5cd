using System.Globalization;

namespace Fresnel.LocalCluster.Processes;

/// <summary>Processes by their ids, whoever started them.</summary>
internal static class ProcessIds
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether a process runs; one that has ended and was not waited for does not.</summary>
    public static bool IsAlive(int process) => Stat(process) is { } stat && stat.Runs;

    /// <summary>The living children of a process.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0 && Stat(id) is { } stat && stat.Parent == parent && stat.Runs),
    ];

    /// <summary>Sends a signal, where the process is there to get it.</summary>
    public static void Signal(int process, int signal) => _ = Libc.Kill(process, signal);

    /// <summary>Kills a process with all its children, as a power cut would end them.</summary>
    public static void KillWithChildren(int process)
    {
        Signal(process, Libc.Sigstop); // it must not start new ones meanwhile
        var children = ChildrenOf(process);
        Signal(process, Libc.Sigkill);
        foreach (var child in children) Signal(child, Libc.Sigkill);
    }

    /// <summary>Waits until a process is gone.</summary>
    /// <returns>Whether it is.</returns>
    public static async Task<bool> WaitGoneAsync(int process, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (IsAlive(process))
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit) return false;
            await Task.Delay(Look, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private static ProcessStat? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' '); // the name before may hold anything
            return new ProcessStat(fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[17], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private readonly record struct ProcessStat(char State, int Parent, int Threads)
    {
        // The first thread may have ended before the others, which keep ports and files open until they have.
        public bool Runs => State is not ('Z' or 'X') || Threads > 1;
    }
}
