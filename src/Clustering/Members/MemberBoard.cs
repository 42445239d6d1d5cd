using System.Globalization;
using Fresnel.Messages.Cluster;

namespace Fresnel.Clustering.Members;

/// <summary>
/// The members as this process hears them, who announces which shard, and what happened. For people, and for good manners
/// between owners; who owns a shard is decided by batons and epochs alone. Thread-safe.
/// </summary>
public sealed class MemberBoard
{
    /// <summary>Not heard for this long, a member is unreachable.</summary>
    public static readonly TimeSpan UnreachableAfter = TimeSpan.FromSeconds(5);

    /// <summary>Not heard for this long, a member is down.</summary>
    public static readonly TimeSpan DownAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, MemberEntry> entries = new(StringComparer.Ordinal);
    private readonly ShardSightings sightings;
    private readonly HappeningLog log;
    private readonly TimeProvider time;
    private readonly int shards;
    private MemberNews.Paced? pace;
    private long pacedAt;

    internal MemberBoard(int shards, TimeProvider time)
    {
        this.shards = shards;
        this.time = time;
        log = new HappeningLog(time);
        sightings = new ShardSightings(shards, time);
    }

    /// <summary>Every member known, by name.</summary>
    public IReadOnlyList<ClusterViews.Member> Members
    {
        get
        {
            lock (gate) return [.. entries.Values.Select(static entry => entry.View())];
        }
    }

    /// <summary>What happened in the last 15 minutes, oldest first; at most 1,000.</summary>
    public IReadOnlyList<ClusterViews.Happening> Happenings => log.Kept;

    /// <summary>The leader that was heard in the last seconds, with its epoch; null where there is none.</summary>
    public (string Id, long Epoch)? Leader
    {
        get
        {
            lock (gate) return pace is not null && time.GetElapsedTime(pacedAt) < UnreachableAfter ? (pace.Leader, pace.Epoch) : null;
        }
    }

    /// <summary>How many shards the leader lets a node hand over at a time; null without a leader.</summary>
    internal int? MovesAtOnce
    {
        get
        {
            lock (gate) return pace is not null && time.GetElapsedTime(pacedAt) < UnreachableAfter ? pace.MovesAtOnce : null;
        }
    }

    /// <summary>A member, or null.</summary>
    public ClusterViews.Member? Find(string id)
    {
        lock (gate) return entries.GetValueOrDefault(id)?.View();
    }

    /// <summary>The living member that announces a shard, or null.</summary>
    public string? OwnerOf(int shard)
    {
        lock (gate) return Owner(shard);
    }

    /// <summary>The living members that announce the shards, by number; null where none does.</summary>
    public IReadOnlyList<string?> Owners()
    {
        lock (gate) return [.. Enumerable.Range(0, shards).Select(Owner)];
    }

    /// <summary>Happenings after a number as they come, until cancelled.</summary>
    public IAsyncEnumerable<ClusterViews.Happening> FollowAsync(long after, CancellationToken cancellationToken) => log.FollowAsync(after, cancellationToken);

    /// <summary>Since when a member that ranks higher for a shard has been up, by the steady clock; null where there is none, or none for so long.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="priority">The holder's own rank for it.</param>
    /// <param name="self">The holder.</param>
    /// <param name="heldSince">When the shard was claimed, by the steady clock. A member that was not heard since is the one that it came from.</param>
    /// <param name="settled">How long the member must have been up.</param>
    internal long? FindHeir(int shard, int priority, string self, long heldSince, TimeSpan settled)
    {
        lock (gate)
        {
            foreach (var entry in entries.Values)
            {
                if (entry.Status is MemberStatus.Up && entry.HeardAt > heldSince && Outranks(entry, shard, priority, self) && time.GetElapsedTime(entry.UpSince) >= settled) return entry.UpSince;
            }

            return null;
        }
    }

    /// <summary>Whether a member that ranks higher for a shard is known, and was not said or seen to be gone: it may just be connecting again.</summary>
    internal bool MayHaveHeir(int shard, int priority, string self)
    {
        lock (gate)
        {
            return entries.Values.Any(entry => entry.Status is MemberStatus.Up or MemberStatus.Joining or MemberStatus.Unreachable
                && Outranks(entry, shard, priority, self) && time.GetElapsedTime(entry.HeardAt) < DownAfter);
        }
    }

    /// <summary>For how long nobody has announced a shard, as far as one has listened.</summary>
    internal TimeSpan UnannouncedFor(int shard)
    {
        lock (gate) return sightings.UnannouncedFor(shard);
    }

    /// <summary>When another process announced itself under a name, as elapsed time; null where none did.</summary>
    internal TimeSpan? HeardOther(string id, string incarnation)
    {
        lock (gate) return entries.TryGetValue(id, out var entry) && entry.Said.Incarnation != incarnation ? time.GetElapsedTime(entry.HeardAt) : null;
    }

    /// <summary>Listening begins, or begins again: nothing was heard before.</summary>
    internal void Listen()
    {
        lock (gate) sightings.Listen();
    }

    /// <summary>Takes news in.</summary>
    internal void Hear(MemberNews news)
    {
        lock (gate)
        {
            switch (news)
            {
                case MemberNews.Announced announced:
                    Hear(announced.Member);
                    break;
                case MemberNews.Left left:
                    End(left.Id, left.Incarnation, "left");
                    break;
                case MemberNews.Struck struck:
                    End(struck.Id, struck.Incarnation, "was struck from the list");
                    break;
                case MemberNews.Paced paced:
                    if (pace is null || pace.Epoch < paced.Epoch) log.Add("leader-changed", paced.Leader, pace?.Leader, [], $"{paced.Leader} leads, under epoch {paced.Epoch}");
                    if (pace is null || pace.Epoch <= paced.Epoch) (pace, pacedAt) = (paced, time.GetTimestamp());
                    break;
                case MemberNews.Seeded seeded:
                    log.Add("batons-seeded", seeded.Leader, null, seeded.Shards, $"{seeded.Leader} made the batons of {Words(seeded.Shards)}");
                    break;
            }
        }
    }

    /// <summary>Notices silence.</summary>
    internal void Look()
    {
        lock (gate)
        {
            foreach (var (id, entry) in entries.ToArray())
            {
                var silence = time.GetElapsedTime(entry.HeardAt);
                if (entry.Status is MemberStatus.Down)
                {
                    if (silence > ForgottenAfter) entries.Remove(id);
                }
                else if (silence > DownAfter)
                {
                    End(id, entry.Said.Incarnation, string.Create(CultureInfo.InvariantCulture, $"has not been heard for {silence.TotalSeconds:0} s"));
                }
                else if (silence > UnreachableAfter && entry.Status is not MemberStatus.Unreachable)
                {
                    entry.Status = MemberStatus.Unreachable;
                    log.Add("member-unreachable", id, null, [], string.Create(CultureInfo.InvariantCulture, $"{id} has not been heard for {silence.TotalSeconds:0} s"));
                }
            }

            var lost = sightings.TakeLost(UnreachableAfter);
            if (lost.Count > 0) log.Add("shards-lost", null, null, lost, $"nobody has announced {Words(lost)} for {UnreachableAfter.TotalSeconds:0} s");
        }
    }

    private static string Words(IReadOnlyList<int> shards) => shards.Count == 1 ? $"shard {shards[0]}" : $"{shards.Count} shards";

    private string? Owner(int shard) =>
        sightings.OwnerOf(shard) is { } owner && entries.TryGetValue(owner, out var entry) && entry.Status is not (MemberStatus.Unreachable or MemberStatus.Down) ? owner : null;

    private bool Outranks(MemberEntry entry, int shard, int priority, string self) =>
        entry.Said.Id != self && entry.Hosts && entry.Priority(shard, shards) > priority;

    private void Hear(MemberAnnouncement said)
    {
        var now = time.GetTimestamp();
        if (!entries.TryGetValue(said.Id, out var entry)) entries[said.Id] = entry = new MemberEntry(said);
        var (before, again) = (entry.Status, entry.Said.Incarnation != said.Incarnation);
        if (again && entry.Said.StartedAt > said.StartedAt && before is not MemberStatus.Down) return; // the last words of an earlier process
        entry.Hear(said, now, time.GetUtcNow());
        entry.Status = said.Status;
        if (said.Status is MemberStatus.Up && (before is not MemberStatus.Up || again))
        {
            entry.UpSince = now;
            log.Add("member-up", said.Id, null, [], before is MemberStatus.Unreachable && !again ? $"{said.Id} is heard again" : $"{said.Id} is up at {said.Address}");
        }

        if (said.Status is MemberStatus.Leaving && before is not MemberStatus.Leaving) log.Add("member-leaving", said.Id, null, [], $"{said.Id} is leaving");
        foreach (var (from, moved) in sightings.Announce(said.Id, said.Shards))
            log.Add("shards-moved", said.Id, from, moved, from is null ? $"{said.Id} has taken {Words(moved)}" : $"{said.Id} has taken {Words(moved)} of {from}");
    }

    private void End(string id, string incarnation, string how)
    {
        if (!entries.TryGetValue(id, out var entry) || entry.Said.Incarnation != incarnation || entry.Status is MemberStatus.Down) return;
        entry.Status = MemberStatus.Down;
        sightings.Forget(id);
        log.Add("member-down", id, null, [], $"{id} {how}");
    }
}
