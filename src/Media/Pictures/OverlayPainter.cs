using System.Drawing;

namespace Fresnel.Media.Pictures;

/// <summary>Draws boxes and short labels (ASCII) onto I420. Everything outside the picture is cut off.</summary>
public static class OverlayPainter
{
    private const float Far = 1 << 20;
    private const byte Ink = 16;

    /// <summary>Draws the outline of a box, lines inside it.</summary>
    /// <param name="picture">What is drawn on.</param>
    /// <param name="box">Left, top, width and height in pixels.</param>
    /// <param name="color">Colour of the line.</param>
    /// <param name="thickness">Of the line, in pixels; 1 or more.</param>
    public static void DrawBox(I420Picture picture, RectangleF box, OverlayColor color, int thickness = 2)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(thickness, 1);
        if (!float.IsFinite(box.X + box.Y + box.Width + box.Height)) return;
        var (left, top, right, bottom) = ((int)Math.Clamp(box.Left, -Far, Far), (int)Math.Clamp(box.Top, -Far, Far), (int)Math.Clamp(MathF.Ceiling(box.Right), -Far, Far), (int)Math.Clamp(MathF.Ceiling(box.Bottom), -Far, Far));
        Fill(picture, left, top, right, Math.Min(top + thickness, bottom), color);
        Fill(picture, left, Math.Max(bottom - thickness, top), right, bottom, color);
        Fill(picture, left, top, Math.Min(left + thickness, right), bottom, color);
        Fill(picture, Math.Max(right - thickness, left), top, right, bottom, color);
    }

    /// <summary>Writes text in dark on a filled strip.</summary>
    /// <param name="picture">What is drawn on.</param>
    /// <param name="left">Left edge of the strip in pixels.</param>
    /// <param name="top">Top edge of the strip in pixels.</param>
    /// <param name="text">ASCII; other characters show as a box.</param>
    /// <param name="color">Colour of the strip.</param>
    /// <param name="scale">Pixels per dot of the 5×7 letters; 1 or more.</param>
    public static void DrawLabel(I420Picture picture, int left, int top, ReadOnlySpan<char> text, OverlayColor color, int scale = 2)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        var size = MeasureLabel(text.Length, scale);
        Fill(picture, left, top, left + size.Width, top + size.Height, color);
        for (var i = 0; i < text.Length; i++)
        {
            for (var row = 0; row < DotFont.Height; row++)
            {
                for (var column = 0; column < DotFont.Width; column++)
                {
                    if (!DotFont.IsSet(text[i], column, row)) continue;
                    var x = left + (scale * (1 + column + (i * (DotFont.Width + 1))));
                    var y = top + (scale * (1 + row));
                    FillLuma(picture, x, y, x + scale, y + scale, Ink);
                }
            }
        }
    }

    /// <summary>Size of a label's strip in pixels.</summary>
    /// <param name="length">Characters.</param>
    /// <param name="scale">Pixels per dot.</param>
    public static Size MeasureLabel(int length, int scale = 2) => new(scale * ((length * (DotFont.Width + 1)) + 1), scale * (DotFont.Height + 2));

    private static void Fill(I420Picture picture, int left, int top, int right, int bottom, OverlayColor color)
    {
        FillLuma(picture, left, top, right, bottom, color.Y);
        var layout = picture.Layout;
        (left, top, right, bottom) = (Math.Max(left, 0), Math.Max(top, 0), Math.Min(right, layout.Width), Math.Min(bottom, layout.Height));
        if (left >= right || top >= bottom) return;
        var data = picture.Data.Span;
        for (var row = top / 2; row < (bottom + 1) / 2; row++)
        {
            var at = layout.LumaBytes + (row * layout.ChromaWidth) + (left / 2);
            var length = ((right + 1) / 2) - (left / 2);
            data.Slice(at, length).Fill(color.U);
            data.Slice(at + layout.ChromaBytes, length).Fill(color.V);
        }
    }

    private static void FillLuma(I420Picture picture, int left, int top, int right, int bottom, byte luma)
    {
        var layout = picture.Layout;
        (left, top, right, bottom) = (Math.Max(left, 0), Math.Max(top, 0), Math.Min(right, layout.Width), Math.Min(bottom, layout.Height));
        if (left >= right) return;
        var data = picture.Data.Span;
        for (var row = top; row < bottom; row++) data.Slice((row * layout.Width) + left, right - left).Fill(luma);
    }
}
