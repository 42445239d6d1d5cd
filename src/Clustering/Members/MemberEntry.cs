using Fresnel.Clustering.Hosting;
using Fresnel.Messages.Cluster;

namespace Fresnel.Clustering.Members;

/// <summary>What the board keeps of a member. Guarded by the board.</summary>
internal sealed class MemberEntry(MemberAnnouncement said)
{
    private int[] priorities = [];

    public MemberAnnouncement Said { get; private set; } = said;

    /// <summary>One of <see cref="MemberStatus"/>, as this process sees it.</summary>
    public string Status { get; set; } = "";

    /// <summary>When it was last heard, by the steady clock; and by the wall clock, for people.</summary>
    public long HeardAt { get; private set; }

    public DateTimeOffset LastSeen { get; private set; }

    /// <summary>Since when it has been up without a silence, by the steady clock.</summary>
    public long UpSince { get; set; }

    public bool Hosts => MemberProfile.Hosts(Said.Roles, Said.Weight);

    public void Hear(MemberAnnouncement said, long now, DateTimeOffset at)
    {
        if (Math.Abs(said.Weight - Said.Weight) > 0) priorities = [];
        (Said, HeardAt, LastSeen) = (said, now, at);
    }

    /// <summary>Its rank for a shard, as it registers with the broker.</summary>
    public int Priority(int shard, int shards)
    {
        if (priorities.Length == 0) priorities = [.. Enumerable.Range(0, shards).Select(number => Rendezvous.Priority(Said.Id, Said.Weight, number))];
        return priorities[shard];
    }

    public ClusterViews.Member View() => new(
        Said.Id, Said.Incarnation, Said.Address, Said.Roles, Status, Said.Weight, Status is MemberStatus.Down ? 0 : Said.Shards.Count, Said.Entities,
        Said.Devices, Said.Load, Said.Version, Said.Level, Said.StartedAt, LastSeen);
}
