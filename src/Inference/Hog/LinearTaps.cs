namespace Fresnel.Inference.Hog;

/// <summary>
/// Where the pixels of one axis of a resized picture come from: two neighbours and their weights in 1/256, as OpenCV's
/// <c>INTER_LINEAR_EXACT</c> has them (resize.cpp): weights rounded half to even, pixels beyond the edge repeated.
/// </summary>
internal readonly struct LinearTaps
{
    private readonly double scale;
    private readonly int source;

    /// <summary>The axis of a picture of <paramref name="source"/> pixels as <paramref name="target"/> pixels.</summary>
    public LinearTaps(int source, int target)
    {
        this.source = source;
        scale = 1 / ((double)target / source);
    }

    /// <summary>The first neighbour, and what the second one weighs; the first weighs 256 less this. Where there is no second it weighs 0.</summary>
    public (int First, int SecondWeight) this[int position]
    {
        get
        {
            var place = (scale * (position + 0.5)) - 0.5;
            var first = (int)Math.Floor(place);
            if (first < 0) return (0, 0);
            return first < source - 1 ? (first, (int)Math.Round((place - first) * 256)) : (source - 1, 0);
        }
    }
}
