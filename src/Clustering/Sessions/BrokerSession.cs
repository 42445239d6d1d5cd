using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.Sessions;

/// <summary>
/// The two connections of a node, which live and end together: when the broker slows publishers down, deliveries and
/// acknowledgements still flow.
/// </summary>
internal sealed class BrokerSession(IBrokerConnection consuming, IBrokerConnection publishing, long openedAt, CancellationToken ended)
{
    /// <summary>For consumers and their queues.</summary>
    public IBrokerConnection Consuming { get; } = consuming;

    /// <summary>For publishing.</summary>
    public IBrokerConnection Publishing { get; } = publishing;

    /// <summary>When it was opened, by the steady clock.</summary>
    public long OpenedAt { get; } = openedAt;

    /// <summary>Cancelled when either connection is gone.</summary>
    public CancellationToken Ended { get; } = ended;
}
