namespace Fresnel.Cluster.Node.Tests.Analyze;

/// <summary>Waits for conditions of other processes, with a generous limit.</summary>
internal static class Eventually
{
    public static async Task<bool> TrueAsync(Func<bool> condition, double seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            if (limit.IsCancellationRequested) return false;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return true;
    }

    /// <summary>How many processes mention a text (a temporary file of the test's) in their command line.</summary>
    public static int ProcessesWith(string text) => Find(text).Count();

    /// <summary>Ends the children of a test's own program: kill -9 for those of a name that mention a file of the test's.</summary>
    public static int Kill(string name, string text)
    {
        var killed = 0;
        foreach (var (id, line) in Find(text))
        {
            if (!Path.GetFileName(line.Split('\0')[0]).Equals(name, StringComparison.Ordinal)) continue;
            using var process = System.Diagnostics.Process.GetProcessById(id);
            process.Kill();
            killed++;
        }

        return killed;
    }

    private static IEnumerable<(int Id, string CommandLine)> Find(string text)
    {
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id) || id == Environment.ProcessId) continue;
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(folder, "cmdline"));
            }
            catch (IOException)
            {
                continue; // it has ended
            }

            if (line.Contains(text, StringComparison.Ordinal)) yield return (id, line);
        }
    }
}
