using Fresnel.Inference.Manifests;

namespace Fresnel.Inference.Hog;

/// <summary>How pictures are searched and hits are grouped: the manifest's <c>decoder.settings</c> and <c>thresholds</c>.</summary>
public sealed record HogSettings
{
    /// <summary>How much smaller each level of the pyramid is than the one before, 1.01 to 2; OpenCV's default is 1.05.</summary>
    public double ScaleStep { get; init; } = 1.05;

    /// <summary>How much the picture is shrunk at least, 1 to 64; default 1. People smaller than 128 × this many pixels, frame and all, are not looked for.</summary>
    public double MinScale { get; init; } = 1;

    /// <summary>Most levels, 1 to 64; OpenCV's default is 64. Levels left out by <see cref="MinScale"/> count.</summary>
    public int MaxLevels { get; init; } = 64;

    /// <summary>Pixels of a level between neighbouring windows: 8, 16, 24 or 32; default 8.</summary>
    public int Stride { get; init; } = 8;

    /// <summary>A window scoring at least this much is a hit, in units of the SVM's margin; default 0.</summary>
    public float HitThreshold { get; init; }

    /// <summary>A group of hits counts when it has more members than this, 0 to 100; 0 reports hits ungrouped; OpenCV's default is 2.</summary>
    public int GroupThreshold { get; init; } = 2;

    /// <summary>How far the sides of hits of one group may be apart, relative to their size, 0 to 1; OpenCV's is 0.2.</summary>
    public double GroupEps { get; init; } = 0.2;

    /// <summary>Most detections a frame, best first.</summary>
    public int MaxDetections { get; init; } = 10_000;

    /// <summary>Reads and closes the manifest's section.</summary>
    /// <exception cref="ModelException">Code <c>manifest</c>: a value of the wrong type or out of range, or an unknown key.</exception>
    public static HogSettings Read(ModelManifest manifest)
    {
        var section = manifest.DecoderSettings;
        var settings = new HogSettings
        {
            ScaleStep = section.Number("scale_step", 1.05, 1.01, 2),
            MinScale = section.Number("min_scale", 1, 1, 64),
            MaxLevels = section.Whole("max_levels", 64, 1, 64),
            Stride = section.Whole("stride", 8, 8, 32),
            GroupThreshold = section.Whole("group_threshold", 2, 0, 100),
            GroupEps = section.Number("group_eps", 0.2, 0, 1),
            HitThreshold = manifest.Thresholds.Score,
            MaxDetections = manifest.Thresholds.MaxDetections,
        };
        if (settings.Stride % HogLevel.Cell != 0) throw section.Error("stride", $"'{settings.Stride}'", "8, 16, 24 or 32");
        section.Close();
        return settings;
    }
}
