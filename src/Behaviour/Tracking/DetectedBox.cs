using System.Drawing;

namespace Fresnel.Behaviour.Tracking;

/// <summary>One detection as the tracker takes it.</summary>
/// <param name="Label">Index of the class; only compared for equality.</param>
/// <param name="Score">In the model's own unit; compared with <see cref="TrackerOptions.HighScore"/> and <see cref="TrackerOptions.LowScore"/>.</param>
/// <param name="Box">Left, top, width and height in pixels of the source frame.</param>
public readonly record struct DetectedBox(int Label, float Score, RectangleF Box)
{
    /// <summary>Whether every number is finite and the box has an area. Others are never tracked.</summary>
    public bool IsUsable =>
        float.IsFinite(Score) && float.IsFinite(Box.X) && float.IsFinite(Box.Y) &&
        float.IsFinite(Box.Width) && float.IsFinite(Box.Height) && Box.Width > 0 && Box.Height > 0;
}
