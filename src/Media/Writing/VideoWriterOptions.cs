using System.ComponentModel.DataAnnotations;

namespace Fresnel.Media.Writing;

/// <summary>How a video is encoded.</summary>
public sealed class VideoWriterOptions
{
    /// <summary>Quality, x264's constant rate factor. Default 23; 0 (lossless) to 51.</summary>
    [Range(0, 51)]
    public int Crf { get; set; } = 23;

    /// <summary>x264's preset. Default <c>veryfast</c>.</summary>
    [RegularExpression("^(ultrafast|superfast|veryfast|faster|fast|medium|slow)$")]
    public string Preset { get; set; } = "veryfast";

    /// <summary>Encoder threads; 0 lets ffmpeg choose. Default 0; 0 to 64.</summary>
    [Range(0, 64)]
    public int Threads { get; set; }
}
