namespace Fresnel.Inference.Decoders;

/// <summary>A box before suppression, by its corners in pixels of the model's input.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
/// <param name="Score">In the model's own unit.</param>
/// <param name="Label">Index into the labels.</param>
public readonly record struct Candidate(float Left, float Top, float Right, float Bottom, float Score, int Label)
{
    /// <summary>A candidate from its centre and size.</summary>
    public static Candidate FromCentre(float x, float y, float width, float height, float score, int label) =>
        new(x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2), score, label);

    /// <summary>Area shared by both over area covered by either, 0 to 1; 0 where neither has any.</summary>
    public static float Iou(in Candidate one, in Candidate other)
    {
        var width = Math.Min(one.Right, other.Right) - Math.Max(one.Left, other.Left);
        var height = Math.Min(one.Bottom, other.Bottom) - Math.Max(one.Top, other.Top);
        if (!(width > 0 && height > 0)) return 0;
        var shared = width * height;
        var union = ((one.Right - one.Left) * (one.Bottom - one.Top)) + ((other.Right - other.Left) * (other.Bottom - other.Top)) - shared;
        return union > 0 ? shared / union : 0;
    }
}
