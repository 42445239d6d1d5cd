using System.Threading.Channels;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Sessions;
using Fresnel.Messages;

namespace Fresnel.Clustering.Hosting;

/// <summary>What runs while a shard is held under one epoch: its entities, and the consumer of their commands.</summary>
internal sealed class ShardHold(HostContext host, BrokerSession session, int shard, long epoch, ChannelWriter<ShardSignal> signals)
    : IAsyncDisposable
{
    private readonly ShardEntities entities =
        new(host, shard, epoch, _ => signals.TryWrite(new ShardSignal.Fenced(epoch)));

    private IBrokerConsumer? commands;
    private bool closed;

    /// <summary>Starts the entities that must run, then takes commands.</summary>
    /// <returns>False where the journal or the broker was in the way, or it was halted.</returns>
    public async Task<bool> StartAsync(CancellationToken halt)
    {
        try
        {
            await entities.StartRequiredAsync(halt).ConfigureAwait(false);
            var intake = new CommandIntake(host, shard, entities);
            commands = await session.Consuming
                .ConsumeAsync(
                    Topology.CommandQueue(shard), new ConsumerOptions(host.Options.CommandPrefetch), intake.OnDeliveryAsync, halt)
                .ConfigureAwait(false);
            _ = WatchAsync(commands);
            return true;
        }
        catch (OperationCanceledException) when (halt.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // An edge: whatever the journal's or broker's trouble is, the shard is claimed again after a pause.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            ClusteringLog.ShardTrouble(host.Logger, shard, fault.Message);
            return false;
        }
    }

    /// <summary>What is known of an entity.</summary>
    public EntityStanding Describe(EntityId entity) => entities.Describe(entity);

    /// <summary>No more commands; finishes or gives back those in hand; stops the entities cleanly.</summary>
    public async Task CloseAsync(TimeSpan patience, CancellationToken lost)
    {
        closed = true;
        if (commands is not null) await commands.CancelAsync(CancellationToken.None).ConfigureAwait(false);
        await entities.CloseAsync(patience, lost).ConfigureAwait(false);
        if (commands is not null) await commands.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Stops everything at once, unless it was closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!closed)
        {
            // The entities are told to stop before anything is waited for.
            var abandoning = entities.AbandonAsync();
            if (commands is not null) await commands.DisposeAsync().ConfigureAwait(false);
            await abandoning.ConfigureAwait(false);
        }

        entities.Dispose();
    }

    private async Task WatchAsync(IBrokerConsumer commands)
    {
        var reason = await commands.Lost.ConfigureAwait(false);
        signals.TryWrite(new ShardSignal.CommandsLost(epoch, reason));
    }
}
