using System.ComponentModel.DataAnnotations;

namespace Fresnel.Storage.Retention;

/// <summary>How long things are kept.</summary>
public sealed class RetentionOptions
{
    /// <summary>Artifacts older than this are deleted. Default 30 days; 1 hour to 10,000 days.</summary>
    [Range(typeof(TimeSpan), "0.01:00:00", "10000.00:00:00")]
    public TimeSpan ArtifactAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Where the artifacts together are larger, the oldest are deleted. In bytes; default 20 GiB, from 1 MiB.</summary>
    [Range(1L << 20, long.MaxValue)]
    public long ArtifactQuotaBytes { get; set; } = 20L << 30;

    /// <summary>Observations older than this are deleted. Default 7 days; 1 minute to 10,000 days.</summary>
    [Range(typeof(TimeSpan), "0.00:01:00", "10000.00:00:00")]
    public TimeSpan ObservationAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Replies to commands older than this are forgotten: a command sent again under its old id is a new command then. Default 7 days; 1 hour to 10,000 days.</summary>
    [Range(typeof(TimeSpan), "0.01:00:00", "10000.00:00:00")]
    public TimeSpan ReplyAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often this is looked after. Default 10 minutes; 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "0.00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);
}
