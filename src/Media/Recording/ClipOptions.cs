using System.ComponentModel.DataAnnotations;

namespace Fresnel.Media.Recording;

/// <summary>How clips are cut.</summary>
public sealed class ClipOptions
{
    /// <summary>
    /// How much before the asked start a clip may begin, where that lets H.264 be copied instead of encoded again.
    /// Default 400 ms; 0 to 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxLead { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Quality of encoding, x264's constant rate factor. Default 23; 0 (lossless) to 51.</summary>
    [Range(0, 51)]
    public int Crf { get; set; } = 23;

    /// <summary>Wider clips are scaled down. Default 1280 pixels; 16 to 16384.</summary>
    [Range(16, 16384)]
    public int MaxWidth { get; set; } = 1280;

    /// <summary>How long making one clip may take. Default 2 min; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(2);
}
