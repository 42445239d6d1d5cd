using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Sessions;

namespace Fresnel.Clustering.Members;

/// <summary>Asks other processes of the cluster to do something; from any of them.</summary>
public sealed class ClusterControl
{
    private readonly BrokerLink link;
    private readonly HostContext host;

    internal ClusterControl(BrokerLink link, HostContext host)
    {
        this.link = link;
        this.host = host;
    }

    /// <summary>Asks a member to hand everything over and go. It answers by leaving.</summary>
    /// <returns>False where no living process has that name.</returns>
    /// <exception cref="BrokerException">The broker is not there, or does not take the message.</exception>
    public Task<bool> LeaveAsync(string member, CancellationToken cancellationToken) =>
        SendAsync(member, new ControlMessage(ControlMessage.Leave), cancellationToken);

    /// <summary>
    /// Asks the leading lighthouse to strike a member: it is told to stop at once, everybody forgets it, and its shards get new batons.
    /// </summary>
    /// <returns>False where nobody leads.</returns>
    /// <exception cref="BrokerException">The broker is not there, or does not take the message.</exception>
    public async Task<bool> DownAsync(string member, CancellationToken cancellationToken) =>
        host.Members.Leader is { } leader
        && await SendAsync(leader.Id, new ControlMessage(ControlMessage.Strike, member), cancellationToken).ConfigureAwait(false);

    internal async Task<bool> SendAsync(string member, ControlMessage message, CancellationToken cancellationToken)
    {
        var session = link.Current ?? throw new BrokerException(BrokerFault.Lost, "There is no connection to the broker.");
        var outcome = await session.Publishing.PublishAsync(message.WriteTo(member), host.Options.PublishTimeout, cancellationToken).ConfigureAwait(false);
        return outcome is PublishOutcome.Confirmed;
    }
}
