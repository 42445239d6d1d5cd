namespace Fresnel.Clustering.Broker;

/// <summary>
/// A message broker as the cluster needs it, and no more: declare, publish with confirmation, consume with priority and
/// prefetch, acknowledge, give back, cancel, lost. Every implementation passes <c>BrokerPortCompliance</c>.
/// </summary>
public interface IBroker
{
    /// <summary>Opens a connection. It is never repaired: when it is lost, whoever used it opens another.</summary>
    /// <param name="name">What people see in the broker's list of connections: <c>node-1 consuming</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BrokerException">The broker cannot be reached or refuses.</exception>
    ValueTask<IBrokerConnection> ConnectAsync(string name, CancellationToken cancellationToken);
}
