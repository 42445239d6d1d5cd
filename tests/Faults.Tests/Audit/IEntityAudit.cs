using Fresnel.Messages;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>What an audit asks of the store of entities beyond their events. Nothing may write to it meanwhile.</summary>
internal interface IEntityAudit
{
    /// <summary>Where an entity stands, or null where it never wrote.</summary>
    ValueTask<EntityHead?> FindHeadAsync(EntityId entity, CancellationToken cancellationToken);

    /// <summary>The final answer that is remembered for a command, or null.</summary>
    ValueTask<KeptAnswer?> FindAnswerAsync(EntityId entity, string commandId, CancellationToken cancellationToken);

    /// <summary>An entity's newest snapshot, or null.</summary>
    ValueTask<KeptState?> FindSnapshotAsync(EntityId entity, CancellationToken cancellationToken);
}
