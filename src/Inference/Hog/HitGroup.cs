namespace Fresnel.Inference.Hog;

/// <summary>Sums over the members of a group of hits, and the best of their weights.</summary>
internal readonly record struct HitGroup(double X, double Y, double Width, double Height, int Count, float Weight)
{
    /// <summary>The average, rounded half to even as OpenCV does.</summary>
    public HogHit Mean()
    {
        var share = 1.0 / Count;
        return new HogHit((int)Math.Round(X * share), (int)Math.Round(Y * share), (int)Math.Round(Width * share), (int)Math.Round(Height * share), Weight);
    }
}
