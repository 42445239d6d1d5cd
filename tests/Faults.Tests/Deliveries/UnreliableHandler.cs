using System.Collections.Concurrent;
using Fresnel.Clustering.Broker;

namespace Fresnel.Faults.Tests.Deliveries;

/// <summary>Hands deliveries on one at a time, as the port promises; some twice, some after those that came later.</summary>
internal sealed class UnreliableHandler(DeliveryHandler handler, DeliveryFaults faults, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<Task, bool> late = new();
    private Task last = Task.CompletedTask; // each waits for the one before
    private bool closed;

    public async ValueTask OnDeliveryAsync(Delivery delivery)
    {
        var (again, held) = faults.Next();
        if (held is { } pause)
        {
            HandOnLater(new CopiedDelivery(delivery, settles: true), pause);
            return;
        }

        if (again is { } gap) HandOnLater(new CopiedDelivery(delivery, settles: false), gap);
        await HandOnAsync(delivery);
    }

    /// <summary>Completes when the handler will not be called any more; what was held back goes back to the queue.</summary>
    public async Task CloseAsync()
    {
        Task before;
        lock (gate) (before, closed) = (last, true);
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(late.Keys);
    }

    private void HandOnLater(CopiedDelivery copy, TimeSpan pause)
    {
        var task = LaterAsync(copy, pause);
        late.TryAdd(task, true);
        task.ContinueWith(done => late.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task LaterAsync(CopiedDelivery copy, TimeSpan pause)
    {
        await Task.Delay(pause, time);
        await HandOnAsync(copy);
    }

    private Task HandOnAsync(Delivery delivery)
    {
        lock (gate) return last = AfterAsync(last, delivery);
    }

    private async Task AfterAsync(Task before, Delivery delivery)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        if (closed) await delivery.GiveBackAsync(default);
        else await handler(delivery);
    }

    /// <summary>A delivery whose body outlives the call that brought it.</summary>
    private sealed class CopiedDelivery(Delivery inner, bool settles) : Delivery
    {
        public override string Queue => inner.Queue;

        public override string Exchange => inner.Exchange;

        public override string RoutingKey => inner.RoutingKey;

        public override MessageHeaders Headers => inner.Headers;

        public override ReadOnlyMemory<byte> Body { get; } = inner.Body.ToArray();

        public override bool Redelivered => !settles || inner.Redelivered;

        public override long DeliveryCount => inner.DeliveryCount;

        public override string? DeathReason => inner.DeathReason;

        // The second of two settles nothing: the broker knows of one.
        public override ValueTask<bool> AcknowledgeAsync(CancellationToken cancellationToken) => settles ? inner.AcknowledgeAsync(cancellationToken) : new(true);

        public override ValueTask<bool> GiveBackAsync(CancellationToken cancellationToken) => settles ? inner.GiveBackAsync(cancellationToken) : new(true);
    }
}
