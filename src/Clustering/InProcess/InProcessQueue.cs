using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.InProcess;

/// <summary>A queue. Every member is called under the broker's lock.</summary>
internal sealed class InProcessQueue : IDisposable
{
    private readonly InProcessBroker broker;
    private readonly Queue<StoredMessage> fresh = new();

    // What came back. Everything in it was delivered before anything still fresh, so its positions are lower than theirs.
    private readonly PriorityQueue<StoredMessage, long> returned = new();
    private readonly List<InProcessConsumer> consumers = [];
    private ITimer? expiry;
    private long positions;
    private long servings;

    public InProcessQueue(InProcessBroker broker, QueueSpec spec, InProcessConnection? owner)
    {
        this.broker = broker;
        Spec = spec;
        Owner = owner;
    }

    public QueueSpec Spec { get; }

    /// <summary>The connection an exclusive queue belongs to, or null.</summary>
    public InProcessConnection? Owner { get; }

    public long Overflowed { get; private set; }

    public long Expired { get; private set; }

    public int Ready => fresh.Count + returned.Count;

    public int Unsettled => consumers.Sum(static c => c.Open);

    public IReadOnlyList<InProcessConsumer> Consumers => consumers;

    public void Add(StoredMessage message)
    {
        var ttl = Shorter(Spec.MessageTtl, message.Headers.Expiration);
        message.Position = positions++;
        message.ExpiresAt = ttl is { } limit ? broker.TimestampAfter(limit) : long.MaxValue;
        fresh.Enqueue(message);
        Dispatch();
        TrimToLength();
    }

    public void Add(InProcessConsumer consumer)
    {
        consumers.Add(consumer);
        Dispatch();
    }

    public void Remove(InProcessConsumer consumer) => consumers.Remove(consumer);

    /// <summary>Takes messages back to where they stood. The caller dispatches.</summary>
    public void Return(IReadOnlyList<StoredMessage> messages)
    {
        foreach (var message in messages.OrderBy(static m => m.Position))
        {
            message.Redelivered = true;
            if (Spec.Kind is QueueKind.Quorum && ++message.Returns > (Spec.DeliveryLimit ?? long.MaxValue))
            {
                Bury(message, "delivery_limit");
                continue;
            }

            returned.Enqueue(message, message.Position);
        }

        TrimToLength();
    }

    /// <summary>Gives ready messages to the consumers that have room, the highest priority first.</summary>
    public void Dispatch()
    {
        DropExpired();
        while (Ready > 0 && NextConsumer() is { } consumer)
        {
            consumer.LastServed = ++servings;
            consumer.Deliver(TakeHead(), broker.Timestamp);
            DropExpired();
        }

        ArmExpiry();
    }

    public void Dispose() => expiry?.Dispose();

    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) =>
        one is { } a && other is { } b ? (a < b ? a : b) : one ?? other;

    private InProcessConsumer? NextConsumer()
    {
        InProcessConsumer? best = null;
        foreach (var consumer in consumers)
        {
            if (!consumer.HasRoom) continue;
            if (best is null || consumer.Priority > best.Priority ||
                (consumer.Priority == best.Priority && consumer.LastServed < best.LastServed))
            {
                best = consumer;
            }
        }

        return best;
    }

    private StoredMessage TakeHead() => returned.Count > 0 ? returned.Dequeue() : fresh.Dequeue();

    private StoredMessage? Head() =>
        this.returned.TryPeek(out var returned, out _) ? returned : this.fresh.TryPeek(out var fresh) ? fresh : null;

    private void DropExpired()
    {
        var now = broker.Timestamp;
        while (Head() is { } head && head.ExpiresAt <= now)
        {
            TakeHead();
            Expired++;
            Bury(head, "expired");
        }
    }

    private void TrimToLength()
    {
        while (Spec.MaxLength is { } limit && Ready > limit)
        {
            Overflowed++;
            Bury(TakeHead(), "maxlen");
        }
    }

    private void Bury(StoredMessage message, string reason)
    {
        if (Spec.DeadLetterQueue is not { } grave || message.DiedIn.Contains(Spec.Name)) return;
        broker.Route(new StoredMessage
        {
            Exchange = "",
            RoutingKey = grave,
            Headers = message.Headers with { Expiration = null },
            Body = message.Body,
            DeathReason = message.DeathReason ?? reason,
            DiedIn = [.. message.DiedIn, Spec.Name],
        });
    }

    private void ArmExpiry()
    {
        if (Head() is not { ExpiresAt: < long.MaxValue } head) return;
        var due = broker.Until(head.ExpiresAt);
        if (expiry is null)
        {
            expiry = broker.CreateTimer(
                static queue => ((InProcessQueue)queue!).OnExpiry(), this, due);
        }
        else
        {
            expiry.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnExpiry()
    {
        lock (broker.Gate) Dispatch();
    }
}
