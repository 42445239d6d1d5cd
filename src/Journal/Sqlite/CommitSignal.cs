namespace Fresnel.Journal.Sqlite;

/// <summary>Tells readers of a commit. Costs the writer nothing while nobody waits.</summary>
internal sealed class CommitSignal
{
    private readonly Lock gate = new();
    private TaskCompletionSource? waiting;
    private long last;
    private bool closed;

    /// <summary>The position of the last event of the last commit.</summary>
    public long Last => Volatile.Read(ref last);

    /// <summary>Events up to a position are committed.</summary>
    public void Publish(long position)
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            Volatile.Write(ref last, Math.Max(last, position));
            woken = waiting;
            waiting = null;
        }

        woken?.SetResult();
    }

    /// <summary>Lets everyone go, for good.</summary>
    public void Close()
    {
        lock (gate) closed = true;
        Publish(0);
    }

    /// <summary>Completes when something after a position is committed.</summary>
    public ValueTask WaitAsync(long position, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (last > position || closed) return ValueTask.CompletedTask;
            waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(waiting.Task.WaitAsync(cancellationToken));
        }
    }
}
