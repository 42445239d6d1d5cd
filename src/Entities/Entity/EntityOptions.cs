using System.ComponentModel.DataAnnotations;

namespace Fresnel.Entities.Entity;

/// <summary>How the entities of a kind are run.</summary>
public sealed class EntityOptions
{
    /// <summary>Journal rows between two snapshots of an entity; 10 to 100,000, default 500.</summary>
    [Range(10, 100_000)]
    public int SnapshotEvery { get; set; } = 500;

    /// <summary>How long an entity that need not run stays in memory without a message; 1 s to 1 day, default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PassivateAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the answer to a command is kept for its repetition; 1 min to 365 days, default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan ReplyAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many answers are kept at least, whatever their age; 1 to 10,000, default 256.</summary>
    [Range(1, 10_000)]
    public int FewestReplies { get; set; } = 256;

    /// <summary>
    /// How many answers are kept at most, whatever their age; 256 to 1,000,000, default 16,384. Bounds the memory and the snapshots of an
    /// entity that is asked very often: beyond it, a command that is repeated within <see cref="ReplyAge"/> is carried out again.
    /// </summary>
    [Range(256, 1_000_000)]
    public int MostReplies { get; set; } = 16_384;

    /// <summary>The wait before a failed entity recovers again, doubled with each failure in a row; 10 ms to 10 s, default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan RestartAfter { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait before a failed entity recovers again; 10 ms to 5 min, default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan RestartAfterAtMost { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an entity that was fenced here waits before it may be activated here again; 0 to 5 min, default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan FencedFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long what an entity runs may take to stop at a hand-over, before it is stopped by force; 100 ms to 1 min, default 8 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan StopWithin { get; set; } = TimeSpan.FromSeconds(8);
}
