namespace Fresnel.Simulation.Clock;

/// <summary>A timer of a <see cref="SimulatedClock"/>.</summary>
internal sealed class SimulatedTimer(Agenda agenda, Action<Action>? gate, TimerCallback callback, object? state) : ITimer
{
    private readonly Lock change = new();
    private AgendaEntry? entry;
    private TimeSpan period;
    private long settings;
    private bool disposed;

    /// <inheritdoc />
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (change)
        {
            if (disposed) return false;
            settings++;
            entry?.Cancel();
            this.period = period;
            entry = dueTime < TimeSpan.Zero ? null : agenda.After(dueTime, OnDue);
            return true;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (change)
        {
            disposed = true;
            settings++;
            entry?.Cancel();
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void OnDue()
    {
        long due;
        lock (change)
        {
            if (disposed) return;
            due = settings;
            entry = period > TimeSpan.Zero ? agenda.After(period, OnDue) : null;
        }

        if (gate is null) callback(state);
        else gate(() => Fire(due));
    }

    private void Fire(long due)
    {
        // Set anew or disposed of while its process was paused: what was due then is so no more.
        lock (change)
        {
            if (settings != due) return;
        }

        callback(state);
    }
}
