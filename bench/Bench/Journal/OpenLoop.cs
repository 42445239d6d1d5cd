using System.Diagnostics;

namespace Fresnel.Bench.Journal;

/// <summary>
/// Commands at a fixed rate, whatever becomes of those before: the time of each counts from when it was due, so that a
/// stall is felt by every command it holds up, and not by one.
/// </summary>
internal static class OpenLoop
{
    /// <summary>Sends.</summary>
    /// <param name="gates">To whom, in turn.</param>
    /// <param name="perSecond">How many a second.</param>
    /// <param name="count">How many.</param>
    /// <returns>How long each took from when it was due, in milliseconds.</returns>
    public static async Task<double[]> RunAsync(Gates gates, int perSecond, int count)
    {
        var times = new double[count];
        var sent = new Task[count];

        // A thread of its own: what is due is sent whether or not the pool is busy.
        await Task.Factory.StartNew(
            () =>
            {
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < count; i++)
                {
                    var due = TimeSpan.FromSeconds((double)i / perSecond);
                    while (due - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left) DiskSync.Pause(left);
                    sent[i] = SendAsync(i, start + (long)(due.TotalSeconds * Stopwatch.Frequency));
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAll(sent);
        return times;

        async Task SendAsync(int i, long due)
        {
            await gates.PassAsync(i % gates.Count);
            times[i] = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
        }
    }
}
