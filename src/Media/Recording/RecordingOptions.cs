using System.ComponentModel.DataAnnotations;

namespace Fresnel.Media.Recording;

/// <summary>Where and how a stream is kept as rolling segments.</summary>
public sealed class RecordingOptions
{
    /// <summary>The camera's own folder for segments. Made where missing. No default.</summary>
    [Required]
    public string Folder { get; set; } = string.Empty;

    /// <summary>Shortest length of a segment; it is cut at the next key frame. Default 2 s; 500 ms to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:05:00")]
    public TimeSpan SegmentLength { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Segments older than this are deleted. Default 10 min; 10 s to 3650 days.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The oldest segments are deleted while all together are larger, in bytes. Default 2 GiB; 1 MiB to 1 PiB.</summary>
    [Range(1L << 20, 1L << 50)]
    public long KeepBytes { get; set; } = 2L << 30;
}
