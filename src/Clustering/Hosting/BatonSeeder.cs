using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Sessions;

namespace Fresnel.Clustering.Hosting;

/// <summary>Makes batons. Each one made has a generation of its own, so that two in one queue do no harm.</summary>
internal sealed class BatonSeeder(HostContext host, BrokerSession session)
{
    /// <summary>Makes sure the cluster's queues exist.</summary>
    public async Task DeclareAsync(CancellationToken cancellationToken)
    {
        await session.Consuming.DeclareTopicAsync(Topology.Notices, cancellationToken).ConfigureAwait(false);
        await session.Consuming.DeclareQueueAsync(Topology.DeadLetters, cancellationToken).ConfigureAwait(false);
        for (var shard = 0; shard < host.Options.Shards; shard++)
        {
            await session.Consuming.DeclareQueueAsync(Topology.Baton(shard), cancellationToken).ConfigureAwait(false);
            await session.Consuming.DeclareQueueAsync(Topology.Commands(shard), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Seeds the shards whose baton nobody has and nobody waits for.</summary>
    public async Task SeedMissingAsync(CancellationToken cancellationToken)
    {
        var missing = new List<int>();
        for (var shard = 0; shard < host.Options.Shards; shard++)
        {
            var depth = await session.Consuming.InspectAsync(Topology.Baton(shard).Name, cancellationToken).ConfigureAwait(false);
            if (depth is { Ready: 0, Consumers: 0 }) missing.Add(shard);
        }

        if (missing.Count > 0) await SeedAsync(missing, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a new baton for each shard; earlier ones are void from then on.</summary>
    /// <exception cref="BrokerException">A baton may not have been published; seeding again is safe, with the next generation.</exception>
    public async Task SeedAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken)
    {
        var generations = await host.Shards.AdvanceBatonsAsync(shards, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < shards.Count; i++)
        {
            var outcome = await session.Publishing
                .PublishAsync(BatonMessage.Make(shards[i], generations[i]), host.Options.PublishTimeout, cancellationToken)
                .ConfigureAwait(false);
            if (outcome is not PublishOutcome.Confirmed)
            {
                throw new BrokerException(BrokerFault.NotFound, $"The baton of shard {shards[i]} was not taken by the broker: {outcome}.");
            }
        }

        ClusteringLog.Seeded(host.Logger, shards.Count);
    }
}
