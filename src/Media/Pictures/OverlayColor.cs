namespace Fresnel.Media.Pictures;

/// <summary>A colour in limited-range Y′CbCr (BT.601).</summary>
/// <param name="Y">Luma, 16 to 235.</param>
/// <param name="U">Blue difference, 16 to 240.</param>
/// <param name="V">Red difference, 16 to 240.</param>
public readonly record struct OverlayColor(byte Y, byte U, byte V)
{
    // Green, orange, cyan, magenta, yellow, light blue, pink, lime: bright, so that dark text on them reads well.
    private static readonly OverlayColor[] Palette =
    [
        new(145, 54, 34), new(161, 56, 178), new(170, 166, 16), new(120, 200, 210),
        new(210, 16, 146), new(150, 190, 70), new(175, 130, 180), new(190, 50, 90),
    ];

    /// <summary>A colour well apart from its neighbours, the same for the same number.</summary>
    /// <param name="number">A track's number.</param>
    public static OverlayColor ForTrack(long number) => Palette[(int)((ulong)number % (ulong)Palette.Length)];
}
