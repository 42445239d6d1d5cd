namespace Fresnel.Journal.Events;

/// <summary>What every journal asks of its callers.</summary>
internal static class JournalArguments
{
    private const int LargestPage = 10_000;

    /// <summary>A page's size.</summary>
    public static void CheckLimit(int limit)
    {
        if (limit is < 1 or > LargestPage) throw new ArgumentOutOfRangeException(nameof(limit), limit, $"A page holds 1 to {LargestPage} records.");
    }

    /// <summary>A shard's number.</summary>
    public static void CheckShard(int shard, int count)
    {
        if (shard < 0 || shard >= count) throw new ArgumentOutOfRangeException(nameof(shard), shard, $"The shards of this journal are 0 to {count - 1}.");
    }

    /// <summary>A wish for a lease.</summary>
    public static void CheckLease(string name, string holder, TimeSpan length)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(holder);
        if (length <= TimeSpan.Zero || length > TimeSpan.FromDays(1)) throw new ArgumentOutOfRangeException(nameof(length), length, "A lease holds for more than nothing and at most a day.");
    }
}
