using System.Drawing;

namespace Fresnel.Behaviour.Tracking;

/// <summary>Overlap of boxes.</summary>
public static class Iou
{
    /// <summary>Area of the intersection over the area of the union, 0 to 1; 0 where a box has no area.</summary>
    public static double Of(RectangleF a, RectangleF b)
    {
        var width = Math.Min((double)a.X + a.Width, (double)b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min((double)a.Y + a.Height, (double)b.Y + b.Height) - Math.Max(a.Y, b.Y);
        if (!(width > 0 && height > 0)) return 0;
        var intersection = width * height;
        var union = ((double)a.Width * a.Height) + ((double)b.Width * b.Height) - intersection;
        return union > 0 ? intersection / union : 0;
    }
}
