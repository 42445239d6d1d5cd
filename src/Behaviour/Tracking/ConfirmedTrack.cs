using System.Drawing;

namespace Fresnel.Behaviour.Tracking;

/// <summary>A confirmed track that is alive: seen in the last frame, or missed for less than <see cref="TrackerOptions.MaxAge"/>.</summary>
/// <param name="Id">The track's number; ascending in the order of confirmation, never given twice.</param>
/// <param name="Label">Index of the class.</param>
/// <param name="Score">Score of its last detection.</param>
/// <param name="Box">Filtered position in the last frame, pixels of the source; predicted where the track was not seen in it.</param>
/// <param name="VelocityX">Pixels a second, to the right.</param>
/// <param name="VelocityY">Pixels a second, downwards.</param>
/// <param name="Hits">Detections it was made of.</param>
/// <param name="Unseen">Stream time since its last detection; zero where it was seen in the last frame.</param>
public readonly record struct ConfirmedTrack(
    long Id,
    int Label,
    float Score,
    RectangleF Box,
    float VelocityX,
    float VelocityY,
    int Hits,
    TimeSpan Unseen)
{
    /// <summary>Whether one of the last frame's detections belongs to it.</summary>
    public bool Seen => Unseen == TimeSpan.Zero;
}
