using System.Text.Json;
using Fresnel.Clustering.Hosting;
using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Cluster;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Peers;
using Fresnel.Storage;

namespace Fresnel.Service.Cluster;

/// <summary>Says why an entity runs, or does not: what the journal knows, and what its owner says of it.</summary>
public sealed class EntityExplainer(ClusterView cluster, ClusterReader reader, IJournal journal, PeerClient peers)
{
    private const int Newest = 10;

    /// <summary>Explains an entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="ask">Whether its owner may be asked: not where a peer asks us.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiProblemException">There never was such an entity.</exception>
    public async Task<ClusterViews.Explanation> ExplainAsync(EntityId entity, bool ask, CancellationToken cancellationToken)
    {
        var stream = new StreamKey(entity.Kind, entity.Name);
        if (await journal.FindHeadAsync(stream, cancellationToken) is not { } head)
            throw new ApiProblemException(ProblemCodes.EntityNotFound, $"There is no entity {entity}, and never was.");
        var owner = reader.OwnerOf(entity);
        string? unreached = null;
        if (ask && owner is not null && owner.Id != cluster.Self)
        {
            var (found, trouble) = await peers.GetAsync<ClusterViews.Explanation>(owner, $"api/v1/entities/{entity}", cancellationToken);
            if (found is not null) return found;
            unreached = $"Its owner {owner.Id} could not be asked: {trouble}";
        }

        var place = await reader.WhereAsync(entity, cancellationToken);
        var events = await journal.ReadStreamPageAsync(stream, null, Newest, ReadOrder.NewestFirst, cancellationToken);
        var here = cluster.Describe(entity) is { Owned: true } standing ? standing : null;
        return new ClusterViews.Explanation(
            entity.ToString(), place.Shard, place.Epoch, owner?.Id, head.Status, head.Seq, here?.Running ?? false, here?.Restarts,
            [.. Reasons(head, owner, here, unreached)], [.. events.Select(Explained)]);
    }

    private static IEnumerable<string> Reasons(StreamHead head, ClusterViews.Member? owner, EntityStanding? here, string? unreached)
    {
        if (unreached is not null) yield return unreached;
        if (owner is null) yield return $"No living member owns its shard {head.Shard}.";
        else if (owner.Status is not MemberStatus.Up) yield return $"Its owner {owner.Id} is {owner.Status}.";
        if (here is { Running: false, Reason: null }) yield return $"It is not in memory; its status is {head.Status ?? "none"}: only what must run is started without being asked.";
        if (here?.Reason is { } reason) yield return reason;
    }

    private static ClusterViews.ExplainedEvent Explained(StoredEvent stored)
    {
        using var document = JsonDocument.Parse(stored.Message.Data);
        return new ClusterViews.ExplainedEvent(stored.Seq, stored.Epoch, stored.At, stored.Message.Type, document.RootElement.Clone());
    }
}
