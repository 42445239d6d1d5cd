namespace Fresnel.Media.Pictures;

/// <summary>A colour in limited-range Y′CbCr (BT.601).</summary>
/// <param name="Y">Luma, 16 to 235.</param>
/// <param name="U">Blue difference, 16 to 240.</param>
/// <param name="V">Red difference, 16 to 240.</param>
public readonly record struct OverlayColor(byte Y, byte U, byte V)
{
    /// <summary>A colour well apart from its neighbours, the same for the same number.</summary>
    /// <param name="number">A track's number.</param>
    public static OverlayColor ForTrack(long number) => throw new NotImplementedException();
}
