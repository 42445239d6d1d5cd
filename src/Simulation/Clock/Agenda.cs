namespace Fresnel.Simulation.Clock;

/// <summary>
/// What is going to happen in a simulated world, in the order of its time. Time moves only from one entry to the next. What
/// falls on the same moment happens in the order in which it was entered.
/// </summary>
internal sealed class Agenda(int seed)
{
    /// <summary>When every simulated world begins.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock gate = new();
    private readonly PriorityQueue<AgendaEntry, (long At, long Number)> entries = new();
    private readonly Random random = new(seed);
    private long now;
    private long number;

    /// <summary>The time since the beginning.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Volatile.Read(ref now));

    /// <summary>When the next entry is due; null where there is none.</summary>
    public TimeSpan? Next
    {
        get
        {
            lock (gate)
            {
                DropCancelled();
                return entries.TryPeek(out _, out var key) ? TimeSpan.FromTicks(key.At) : null;
            }
        }
    }

    /// <summary>Enters something to happen after a span.</summary>
    public AgendaEntry After(TimeSpan span, Action action)
    {
        lock (gate)
        {
            var entry = new AgendaEntry(action);
            entries.Enqueue(entry, (now + Math.Max(0, span.Ticks), ++number));
            return entry;
        }
    }

    /// <summary>Moves time to the next entry, if it is due by then, and takes it; otherwise moves time to then.</summary>
    public AgendaEntry? Take(TimeSpan until)
    {
        lock (gate)
        {
            DropCancelled();
            if (entries.TryPeek(out var entry, out var key) && key.At <= until.Ticks)
            {
                entries.Dequeue();
                now = Math.Max(now, key.At);
                return entry;
            }

            now = Math.Max(now, until.Ticks);
            return null;
        }
    }

    /// <summary>A number from 0 to below a limit.</summary>
    public int Draw(int limit)
    {
        lock (gate) return random.Next(limit);
    }

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability)
    {
        if (probability <= 0) return false;
        lock (gate) return random.NextDouble() < probability;
    }

    /// <summary>A span between two, each as likely.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most)
    {
        if (most <= least) return least;
        lock (gate) return least + TimeSpan.FromTicks((long)(random.NextDouble() * (most - least).Ticks));
    }

    /// <summary>A span between two, in seconds.</summary>
    public TimeSpan Seconds(double least, double most) => Between(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));

    private void DropCancelled()
    {
        while (entries.TryPeek(out var entry, out _) && entry.IsCancelled) entries.Dequeue();
    }
}
