using System.Drawing;

namespace Fresnel.Media.Pictures;

/// <summary>Draws boxes and short labels (ASCII) onto I420. Everything outside the picture is cut off.</summary>
public static class OverlayPainter
{
    /// <summary>Draws the outline of a box, lines inside it.</summary>
    /// <param name="picture">What is drawn on.</param>
    /// <param name="box">Left, top, width and height in pixels.</param>
    /// <param name="color">Colour of the line.</param>
    /// <param name="thickness">Of the line, in pixels; 1 or more.</param>
    public static void DrawBox(I420Picture picture, RectangleF box, OverlayColor color, int thickness = 2) => throw new NotImplementedException();

    /// <summary>Writes text in dark on a filled strip.</summary>
    /// <param name="picture">What is drawn on.</param>
    /// <param name="left">Left edge of the strip in pixels.</param>
    /// <param name="top">Top edge of the strip in pixels.</param>
    /// <param name="text">ASCII; other characters show as a box.</param>
    /// <param name="color">Colour of the strip.</param>
    /// <param name="scale">Pixels per dot of the 5×7 letters; 1 or more.</param>
    public static void DrawLabel(I420Picture picture, int left, int top, ReadOnlySpan<char> text, OverlayColor color, int scale = 2) => throw new NotImplementedException();
}
