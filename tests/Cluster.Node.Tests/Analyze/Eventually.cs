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

    /// <summary>Processes whose command line mentions a text.</summary>
    public static int ProcessesWith(string text) => Directory.GetDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId)
        .Count(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(text, StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        });
}
