using System.Drawing;
using Fresnel.Inference.Manifests;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Preprocessing;

/// <summary>
/// Where a source picture lies in a model's input. Pixel centres are at half coordinates on both sides, so an input
/// coordinate x is source coordinate (x − Left) × source width ÷ Width.
/// </summary>
/// <param name="Left">First input column that holds picture.</param>
/// <param name="Top">First input row that holds picture.</param>
/// <param name="Width">Input columns that hold picture.</param>
/// <param name="Height">Input rows that hold picture.</param>
/// <param name="ScaleX">Source pixels an input pixel, across.</param>
/// <param name="ScaleY">Source pixels an input pixel, down.</param>
public readonly record struct PictureFit(int Left, int Top, int Width, int Height, float ScaleX, float ScaleY)
{
    /// <summary>The fit of a source into an input.</summary>
    /// <param name="source">Size of the frame.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="mode">Stretch fills the input; letterbox keeps the aspect, centred (the odd pixel goes right and below).</param>
    public static PictureFit Of(I420Layout source, int width, int height, ResizeMode mode)
    {
        int left = 0, top = 0, inWidth = width, inHeight = height;
        if (mode is ResizeMode.Letterbox)
        {
            var scale = Math.Min((double)width / source.Width, (double)height / source.Height);
            inWidth = Math.Clamp((int)Math.Round(source.Width * scale), 1, width);
            inHeight = Math.Clamp((int)Math.Round(source.Height * scale), 1, height);
            left = (width - inWidth) / 2;
            top = (height - inHeight) / 2;
        }

        return new PictureFit(left, top, inWidth, inHeight, (float)source.Width / inWidth, (float)source.Height / inHeight);
    }

    /// <summary>A box in input pixels, by its corners, as the part of it that lies in the picture, in source pixels; without area where none does, or where a corner is no number.</summary>
    public RectangleF ToSource(float left, float top, float right, float bottom)
    {
        // A corner beyond the largest float is infinite, and the difference of two such is no number.
        if (float.IsNaN(left) || float.IsNaN(top) || float.IsNaN(right) || float.IsNaN(bottom)) return RectangleF.Empty;
        float fromX = Math.Clamp(left - Left, 0, Width), fromY = Math.Clamp(top - Top, 0, Height);
        float toX = Math.Clamp(right - Left, 0, Width), toY = Math.Clamp(bottom - Top, 0, Height);
        return RectangleF.FromLTRB(fromX * ScaleX, fromY * ScaleY, toX * ScaleX, toY * ScaleY);
    }
}
