using System.Collections.Concurrent;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Messages;
using Fresnel.Messages.Cluster;
using Fresnel.Service.Cluster;
using Fresnel.Service.Peers;

namespace Fresnel.Cluster.Node.Cameras;

/// <summary>What cameras do now, wherever they run. Other nodes are asked for theirs at most twice a second, however many look.</summary>
public sealed class LivePeers(ICameraLiveBoard board, ClusterReader cluster, PeerClient peers, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Asked> asked = new(StringComparer.Ordinal);

    /// <summary>What cameras do, and where.</summary>
    /// <param name="names">The cameras.</param>
    /// <param name="ask">Whether other nodes may be asked: not where one of them asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>By name: the node that owns it, and what it does there; null where that is not known.</returns>
    public async Task<IReadOnlyDictionary<string, (string? Node, CameraLiveAnswer? Live)>> FindAsync(IReadOnlyCollection<string> names, bool ask, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        var places = names.ToDictionary(name => name, name => cluster.OwnerOf(new EntityId("camera", name)), StringComparer.Ordinal);
        var others = ask
            ? places.Where(p => p.Value is not null && !board.TryGet(p.Key, out _) && cluster.OwnerElsewhere(new EntityId("camera", p.Key)) is not null).Select(p => p.Value!).DistinctBy(m => m.Id)
            : [];
        var answers = (await Task.WhenAll(others.Select(async member => (member.Id, Lives: await AskAsync(member, cancellationToken)))))
            .ToDictionary(a => a.Id, a => a.Lives, StringComparer.Ordinal);
        return places.ToDictionary(p => p.Key, p => (p.Value?.Id, Live(p.Key, p.Value, answers)), StringComparer.Ordinal);
    }

    private CameraLiveAnswer? Live(string name, ClusterViews.Member? owner, Dictionary<string, IReadOnlyDictionary<string, CameraLiveAnswer>> answers)
    {
        if (board.TryGet(name, out var live)) return CameraLiveAnswer.Of(live);
        return owner is not null && answers.TryGetValue(owner.Id, out var there) ? there.GetValueOrDefault(name) : null;
    }

    private Task<IReadOnlyDictionary<string, CameraLiveAnswer>> AskAsync(ClusterViews.Member member, CancellationToken cancellationToken)
    {
        var entry = asked.AddOrUpdate(
            member.Id,
            _ => new Asked(time.GetTimestamp(), ReadAsync(member)),
            (_, known) => known.Answer.IsCompleted && time.GetElapsedTime(known.At) > Fresh ? new Asked(time.GetTimestamp(), ReadAsync(member)) : known);
        return entry.Answer.WaitAsync(cancellationToken);
    }

    private async Task<IReadOnlyDictionary<string, CameraLiveAnswer>> ReadAsync(ClusterViews.Member member)
    {
        var (found, _) = await peers.GetAsync<LiveList>(member, "api/v1/live", CancellationToken.None);
        return found?.Items.ToDictionary(c => c.Name, c => c.Live, StringComparer.Ordinal) ?? [];
    }

    private sealed record Asked(long At, Task<IReadOnlyDictionary<string, CameraLiveAnswer>> Answer);
}
