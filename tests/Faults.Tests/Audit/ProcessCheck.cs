namespace Fresnel.Faults.Tests.Audit;

/// <summary>Whatever a node started ends with it.</summary>
internal static class ProcessCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits a moment for those that are ending, and reports who lives on.</summary>
    /// <param name="marker">The node's mark.</param>
    /// <param name="report">Where it goes.</param>
    /// <param name="patience">How long; 10 s where it is not said.</param>
    public static async Task RunAsync(string marker, AuditReport report, TimeSpan? patience = null)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var alive = MarkedProcesses.Of(marker);
            if (alive.Count == 0) return;
            if (watch.Elapsed > (patience ?? Patience))
            {
                foreach (var (id, line) in alive) report.Add(AuditCheck.Processes, $"process {id} lives on: {line}");
                return;
            }

            await Task.Delay(20);
        }
    }
}
