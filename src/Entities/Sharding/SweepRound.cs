using Fresnel.Messages;

namespace Fresnel.Entities.Sharding;

/// <summary>One round of the sweep over a kind: who was asked, and who has not answered. Not thread-safe.</summary>
internal sealed class SweepRound(IEnumerable<EntityId> asked)
{
    private readonly HashSet<EntityId> silent = [.. asked];

    public void Answered(EntityId entity) => silent.Remove(entity);

    /// <summary>Those that were asked, have not answered, and still must run.</summary>
    public IReadOnlyList<EntityId> Missing(IEnumerable<EntityId> stillWanted) => [.. stillWanted.Where(silent.Contains)];
}
