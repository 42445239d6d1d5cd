using System.ComponentModel.DataAnnotations;

namespace Fresnel.Storage.Observations;

/// <summary>How observations are gathered into batches.</summary>
public sealed class ObservationWriterOptions
{
    /// <summary>The longest time an observation waits to be written. Default 500 ms; 10 ms to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest time a mark waits where no observation is written; a write costs a sync of the disk. Default 1 s; 10 ms to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan MarkInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>So many waiting observations are written at once, before the interval is over. Default 500; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>The most observations that wait; then the oldest are dropped and counted. Default 10,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int Capacity { get; set; } = 10_000;
}
