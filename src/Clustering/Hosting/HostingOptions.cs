using System.ComponentModel.DataAnnotations;

namespace Fresnel.Clustering.Hosting;

/// <summary>How a node hosts entities.</summary>
public sealed class HostingOptions
{
    /// <summary>The node's name; with its incarnation it is the owner of shards.</summary>
    [Required]
    public string Node { get; init; } = "node-1";

    /// <summary>The node's share of shards relative to others, above 0 to 100. Default 1.</summary>
    [Range(0.01, 100)]
    public double Weight { get; init; } = 1;

    /// <summary>The number of shards of the cluster, 1 to 1024; fixed when the cluster is created. Default 64.</summary>
    [Range(1, 1024)]
    public int Shards { get; init; } = Messages.Shards.DefaultCount;

    /// <summary>Whether this node seeds the batons itself: an embedded node, whose broker starts empty. Default true.</summary>
    public bool SeedBatons { get; init; } = true;

    /// <summary>The most commands of one shard in work at a time, 1 to 1000. Default 32.</summary>
    [Range(1, 1000)]
    public int CommandPrefetch { get; init; } = 32;

    /// <summary>How often a command is tried before it goes to the dead-letter queue, 1 to 100. Default 5.</summary>
    [Range(1, 100)]
    public int CommandAttempts { get; init; } = 5;

    /// <summary>The pause before a failed command is tried again, doubled each time, 1 ms to 1 min. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan CommandRetryPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often held epochs are compared with the journal, 100 ms to 1 min. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan EpochCheck { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a journal that does not answer is tried before the batons are given back, 1 s to 5 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan JournalPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a holder gives its baton back to itself, well below the broker's consumer timeout (30 min), 1 s to 1 day. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a holder waits for the baton it gave back to itself before it stops the shard, 100 ms to 1 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan RenewGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long commands in work may take to finish at a handover before they are given back, 0 to 5 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan HandoverPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a shard whose baton came straight back is not handed over again, 0 to 1 h. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan HandoverPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a member must have been up before shards move to it, 0 to 10 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan SettlingTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many shards are handed over at a time, where no lighthouse says otherwise, 1 to 64. Default 2.</summary>
    [Range(1, 64)]
    public int MovesAtOnce { get; init; } = 2;

    /// <summary>How often the node announces itself to the others, 100 ms to 3 s. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:03")]
    public TimeSpan AnnounceEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a start waits for its name where another process still has it, 0 to 5 min. Default 15 s: as long as a broker
    /// takes to notice that the former process is gone.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan NamePatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The time limit of one publish, 100 ms to 1 min. Default 4 s: a caller without a broker is told within 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The longest pause between attempts to reach the broker, 100 ms to 1 min. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ReconnectPause { get; init; } = TimeSpan.FromSeconds(2);
}
