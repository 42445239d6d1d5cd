namespace Fresnel.Clustering.RabbitMq;

/// <summary>
/// Whether the broker takes messages, as far as is known. A broker in alarm says so (<c>connection.blocked</c>) only when
/// a connection publishes, and keeps that message for later: who sent a command then could not say that it was not taken.
/// So the gate must be proved before a message goes out: a confirmation came within the last moment, or a message that
/// reaches no queue (the canary) is confirmed first.
/// </summary>
internal sealed class PublishGate(TimeProvider time)
{
    private static readonly TimeSpan ProofLasts = TimeSpan.FromMilliseconds(10);

    private long provedAt = long.MinValue;
    private TaskCompletionSource? unblocked;

    /// <summary>Whether a message may go out now.</summary>
    public bool IsProved =>
        Volatile.Read(ref unblocked) is null && Interlocked.Read(ref provedAt) is var at && at != long.MinValue && time.GetElapsedTime(at) < ProofLasts;

    /// <summary>Why the broker takes nothing, or null.</summary>
    public string? BlockedBy { get; private set; }

    /// <summary>Completes when the broker is not known to be blocked.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref unblocked)?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>A confirmation came.</summary>
    public void Prove() => Interlocked.Exchange(ref provedAt, time.GetTimestamp());

    /// <summary>The broker takes nothing from now on.</summary>
    public void Block(string reason)
    {
        BlockedBy = reason;
        Interlocked.CompareExchange(ref unblocked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
    }

    /// <summary>The broker takes messages again.</summary>
    public void Unblock()
    {
        BlockedBy = null;
        Interlocked.Exchange(ref unblocked, null)?.TrySetResult();
    }
}
