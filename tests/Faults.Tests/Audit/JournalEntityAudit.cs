using Fresnel.Journal.Codec;
using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Projections;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>The journal of the kernel's entities. The epoch of a shard's owner is the activation of its entities.</summary>
internal sealed class JournalEntityAudit(IJournal journal, WireCodec codec) : IEntityAudit
{
    private readonly KernelCodec kernelCodec = new(codec);
    private Dictionary<int, long>? epochs;

    /// <summary>An audit of such a journal.</summary>
    public static JournalAudit Over(
        IJournal journal, IProjectionStore projections, IProjectionStore empty, IObservationStore observations, WireCodec codec) =>
        new(new JournalEventSource(journal), new JournalEntityAudit(journal, codec), projections, empty, observations, codec);

    public async ValueTask<EntityHead?> FindHeadAsync(EntityId entity, CancellationToken cancellationToken)
    {
        epochs ??= (await journal.ReadShardsAsync(cancellationToken)).ToDictionary(shard => shard.Number, shard => shard.Epoch);
        return await journal.FindHeadAsync(KeyOf(entity), cancellationToken) is { } head ? new EntityHead(head.Seq, epochs[head.Shard]) : null;
    }

    public async ValueTask<KeptAnswer?> FindAnswerAsync(EntityId entity, string commandId, CancellationToken cancellationToken)
    {
        if (await journal.FindReplyAsync(KeyOf(entity), commandId, cancellationToken) is not { } kept) return null;
        var reply = kernelCodec.Decode(kept);
        return new KeptAnswer((reply as Refusal)?.Code, reply);
    }

    public async ValueTask<KeptState?> FindSnapshotAsync(EntityId entity, CancellationToken cancellationToken) =>
        await journal.FindSnapshotAsync(KeyOf(entity), cancellationToken) is { } kept ? new KeptState(kept.Seq, kernelCodec.Decode(kept.State)) : null;

    private static StreamKey KeyOf(EntityId entity) => new(entity.Kind, entity.Name);
}
