using System.Diagnostics;

namespace Fresnel.Bench.Journal;

/// <summary>The baseline: the rows that an append writes, written by Microsoft.Data.Sqlite from a plain loop, in groups as large as the journal's were.</summary>
internal static class RawSqlite
{
    /// <summary>Writes as fast as it goes.</summary>
    /// <param name="path">A file that does not exist.</param>
    /// <param name="entities">Over how many entities the events go, in turn.</param>
    /// <param name="groups">The sizes of the groups, in order.</param>
    /// <returns>Events a second.</returns>
    public static double Run(string path, int entities, IReadOnlyList<int> groups)
    {
        using var raw = new RawTables(path, entities);
        var start = Stopwatch.GetTimestamp();
        foreach (var size in groups) raw.Write(size);
        return raw.Written / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Writes at a fixed rate: whatever is due by now is a group.</summary>
    /// <param name="path">A file that does not exist.</param>
    /// <param name="entities">Over how many entities the events go, in turn.</param>
    /// <param name="perSecond">How many are due a second.</param>
    /// <param name="count">How many in all.</param>
    /// <returns>How long each took from when it was due until it was committed, in milliseconds.</returns>
    public static double[] RunPaced(string path, int entities, int perSecond, int count)
    {
        using var raw = new RawTables(path, entities);
        var times = new double[count];
        var start = Stopwatch.GetTimestamp();
        for (var next = 0; next < count;)
        {
            var due = Math.Min(count, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond) + 1);
            if (due == next)
            {
                DiskSync.Pause(TimeSpan.FromSeconds((double)next / perSecond) - Stopwatch.GetElapsedTime(start));
                continue;
            }

            raw.Write(due - next);
            var now = Stopwatch.GetElapsedTime(start);
            for (; next < due; next++) times[next] = (now - TimeSpan.FromSeconds((double)next / perSecond)).TotalMilliseconds;
        }

        return times;
    }
}
