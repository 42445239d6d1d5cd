namespace Fresnel.Clustering.Sessions;

/// <summary>Wakes a loop that waits, before its time is up. Rings while nobody waits are kept as one.</summary>
internal sealed class Bell
{
    private TaskCompletionSource rung = New();

    public void Ring() => Volatile.Read(ref rung).TrySetResult();

    /// <summary>Waits for a ring, or for a span; returns early, without an exception, where it is cancelled.</summary>
    public async Task WaitAsync(TimeSpan span, TimeProvider time, CancellationToken cancellationToken)
    {
        var waiting = Volatile.Read(ref rung);
        await waiting.Task.WaitAsync(span, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (waiting.Task.IsCompleted) Volatile.Write(ref rung, New());
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
