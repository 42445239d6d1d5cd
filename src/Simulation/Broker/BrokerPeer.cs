using Fresnel.Clustering.Broker;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Broker;

/// <summary>The broker's half of a connection. It may live on after the process has given its half up. Guarded by the broker's gate.</summary>
internal sealed class BrokerPeer(SimulatedBroker broker, SimulatedConnection client, IBrokerConnection queues)
{
    private readonly Dictionary<long, PeerConsumer> consumers = [];
    private readonly Line.Order alarms = new();
    private long numbers;

    /// <summary>The process's half.</summary>
    public SimulatedConnection Client => client;

    public bool IsClosed { get; private set; }

    /// <summary>The queues, as this connection may use them.</summary>
    public IBrokerConnection Queues => queues;

    /// <summary>Starts consuming for the process.</summary>
    public PeerConsumer Consume(SimulatedConsumer consumer, ConsumerOptions options)
    {
        var peer = new PeerConsumer(broker, this, consumer, ++numbers);
        consumers.Add(peer.Number, peer);
        try
        {
            peer.Start(queues, options);
            return peer;
        }
        catch
        {
            consumers.Remove(peer.Number);
            throw;
        }
    }

    public void Forget(PeerConsumer consumer) => consumers.Remove(consumer.Number);

    /// <summary>Tells of an alarm and of its end, never the one after the other.</summary>
    public void TellBlocked(bool blocked) => client.Line.ToProcess(() => client.OnBlocked(blocked), alarms);

    /// <summary>Ends it; the process is told where the line lets it.</summary>
    public void Close(string reason)
    {
        if (!End()) return;
        client.Line.ToProcess(() => client.Lose(reason));
    }

    /// <summary>The process has no use for it.</summary>
    public void Discard() => client.Line.ToServer(() =>
    {
        lock (broker.Gate) End();
    });

    private bool End()
    {
        if (IsClosed) return false;
        IsClosed = true;
        broker.Forget(this);
        SimulatedBroker.Now(queues.DisposeAsync());
        return true;
    }
}
