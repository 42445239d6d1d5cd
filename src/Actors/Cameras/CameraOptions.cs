using System.ComponentModel.DataAnnotations;

namespace Fresnel.Actors.Cameras;

/// <summary>How this node treats its cameras.</summary>
public sealed class CameraOptions
{
    /// <summary>A decoder that crashed so often without ten seconds of frames in between is left alone for a while. Default 10; 1 to 1000.</summary>
    [Range(1, 1000)]
    public int CrashesBeforePause { get; init; } = 10;

    /// <summary>How long a decoder is left alone the first time. Default 5 min; 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Each time that soon follows, twice as long, up to this. Default 1 h; 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromHours(1);
}
