using System.ComponentModel.DataAnnotations;

namespace Fresnel.Media.Processes;

/// <summary>Where ffmpeg is and how its processes are treated.</summary>
public sealed class FfmpegOptions
{
    /// <summary>Program name or path. Default <c>ffmpeg</c>, looked up in PATH.</summary>
    [Required]
    public string FfmpegPath { get; set; } = "ffmpeg";

    /// <summary>Program name or path. Default <c>ffprobe</c>, looked up in PATH.</summary>
    [Required]
    public string FfprobePath { get; set; } = "ffprobe";

    /// <summary>How long probing may take. Default 15 s; 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ProbeLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a process asked to stop may take before it is killed. Default 2 s; 0 to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How much of a process's standard error is kept, in characters. Default 8192; 256 to 1048576.</summary>
    [Range(256, 1048576)]
    public int StderrTailLength { get; set; } = 8192;
}
