namespace Fresnel.Clustering.Members;

/// <summary>Who announced which shard, and when. Guarded by the board.</summary>
internal sealed class ShardSightings(int shards, TimeProvider time)
{
    private readonly string?[] owners = new string?[shards];
    private readonly string?[] before = new string?[shards];
    private readonly long[] announcedAt = new long[shards];
    private readonly bool[] missed = new bool[shards];
    private long listeningSince = time.GetTimestamp();

    /// <summary>Who announced a shard last and still does, or null.</summary>
    public string? OwnerOf(int shard) => owners[shard];

    /// <summary>For how long nobody has announced a shard, as far as one has listened.</summary>
    public TimeSpan UnannouncedFor(int shard) => time.GetElapsedTime(Math.Max(announcedAt[shard], listeningSince));

    /// <summary>Nothing was heard before now.</summary>
    public void Listen() => listeningSince = time.GetTimestamp();

    /// <summary>Takes a member's list in.</summary>
    /// <returns>What is new there, by whom it was announced before.</returns>
    public IReadOnlyList<(string? From, IReadOnlyList<int> Shards)> Announce(string member, IReadOnlyList<int> held)
    {
        var now = time.GetTimestamp();
        for (var shard = 0; shard < shards; shard++)
        {
            if (owners[shard] == member && !held.Contains(shard)) (before[shard], owners[shard]) = (member, null);
        }

        var taken = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var shard in held.Where(shard => shard >= 0 && shard < shards))
        {
            var repeated = owners[shard] == member;
            // A former owner that does not know yet says again what it said before; the newcomer's word stays.
            if (!repeated && before[shard] == member && owners[shard] is not null && time.GetElapsedTime(announcedAt[shard]) < MemberBoard.UnreachableAfter) continue;
            announcedAt[shard] = now;
            missed[shard] = false;
            if (repeated) continue;
            var from = owners[shard] ?? before[shard];
            (before[shard], owners[shard]) = (owners[shard] ?? before[shard], member);
            if (from == member) continue;
            if (!taken.TryGetValue(from ?? "", out var list)) taken[from ?? ""] = list = [];
            list.Add(shard);
        }

        return [.. taken.Select(static pair => (pair.Key.Length == 0 ? null : pair.Key, (IReadOnlyList<int>)pair.Value))];
    }

    /// <summary>A member is gone: what it announced is announced by nobody.</summary>
    public void Forget(string member)
    {
        for (var shard = 0; shard < shards; shard++)
        {
            if (owners[shard] == member) (before[shard], owners[shard]) = (member, null);
        }
    }

    /// <summary>Shards that somebody had and nobody has announced for a while; each told once a loss.</summary>
    public IReadOnlyList<int> TakeLost(TimeSpan after)
    {
        var lost = new List<int>();
        for (var shard = 0; shard < shards; shard++)
        {
            if (missed[shard] || (owners[shard] ?? before[shard]) is null || UnannouncedFor(shard) <= after) continue;
            missed[shard] = true;
            lost.Add(shard);
        }

        return lost;
    }
}
