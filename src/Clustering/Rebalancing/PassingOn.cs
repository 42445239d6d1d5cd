using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Sessions;

namespace Fresnel.Clustering.Rebalancing;

/// <summary>
/// After a restart of the broker the first node to connect is offered every baton. Before it starts anything it waits a
/// moment for members that it knows to rank higher, and passes on what is theirs.
/// </summary>
internal sealed class PassingOn(HostContext host, BrokerSession session, int shard, int priority)
{
    /// <summary>A session is young for this long: members may still be connecting.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(5);

    /// <summary>As long as others pause between attempts to reach the broker, and a little more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private bool done;

    /// <summary>Whether the baton should be given back, because another consumer is there now, and one may rank higher. Once a session.</summary>
    public async Task<bool> IsDueAsync(CancellationToken halt)
    {
        if (done) return false;
        done = true;
        while (!halt.IsCancellationRequested
            && host.Time.GetElapsedTime(session.OpenedAt) < Young
            && host.Members.MayHaveHeir(shard, priority, host.Options.Node))
        {
            var depth = await session.Consuming.InspectAsync(Topology.Baton(shard).Name, halt).ConfigureAwait(false);
            if (depth.Consumers > 1) return true;
            if (host.Time.GetElapsedTime(session.OpenedAt) >= Patience) return false;
            await Pauses.WaitAsync(Look, host.Time, halt).ConfigureAwait(false);
        }

        return false;
    }
}
