using Fresnel.Clustering.Broker;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Broker;

/// <summary>The broker's half of a consumer: hands deliveries to the line, and settles them as the process says. Guarded by the broker's gate.</summary>
internal sealed class PeerConsumer(SimulatedBroker broker, BrokerPeer peer, SimulatedConsumer consumer, long number)
{
    private readonly Dictionary<long, Delivery> open = [];
    private readonly Line.Order order = new();
    private IBrokerConsumer queue = null!;
    private long tags;
    private bool ended;

    public long Number => number;

    /// <summary>The order in which all that the consumer is told arrives.</summary>
    public Line.Order Order => order;

    public void Start(IBrokerConnection queues, ConsumerOptions options)
    {
        queue = SimulatedBroker.Now(queues.ConsumeAsync(consumer.Queue, options, OnDelivery, default));
        _ = WatchAsync();
    }

    /// <summary>Acknowledges a delivery or gives it back; what is no longer open is passed over.</summary>
    public void Settle(long tag, bool giveBack)
    {
        if (peer.IsClosed || ended || !open.Remove(tag, out var delivery)) return;
        broker.Trace.Note(broker.Agenda, peer.Client.Name, giveBack ? "gave back" : "acknowledged", consumer.Queue, tag);
        SimulatedBroker.Now(giveBack ? delivery.GiveBackAsync(default) : delivery.AcknowledgeAsync(default));
    }

    /// <summary>Takes no more; what is open stays so.</summary>
    public void Cancel()
    {
        if (!peer.IsClosed && !ended) _ = queue.CancelAsync(default).AsTask();
    }

    /// <summary>Ends it: what is open goes back.</summary>
    public void End()
    {
        if (ended) return;
        ended = true;
        open.Clear();
        peer.Forget(this);
        if (!peer.IsClosed) SimulatedBroker.Now(queue.DisposeAsync());
    }

    private ValueTask OnDelivery(Delivery delivery)
    {
        lock (broker.Gate)
        {
            if (peer.IsClosed || ended) return ValueTask.CompletedTask;
            var tag = ++tags;
            open.Add(tag, delivery);
            var sent = new SimulatedDelivery(consumer, tag, delivery, delivery.Body.ToArray());
            broker.Trace.Note(broker.Agenda, peer.Client.Name, "delivery", consumer.Queue, tag);
            peer.Client.Line.ToProcess(() => consumer.Deliver(sent), order);
        }

        return ValueTask.CompletedTask;
    }

    private async Task WatchAsync()
    {
        var reason = await queue.Lost.ConfigureAwait(false);
        lock (broker.Gate)
        {
            if (peer.IsClosed || ended) return;
            ended = true;
            open.Clear();
            peer.Forget(this);
            peer.Client.Line.ToProcess(() => consumer.Lose(reason), order);
        }
    }
}
