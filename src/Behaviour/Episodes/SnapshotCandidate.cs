using System.Drawing;

namespace Fresnel.Behaviour.Episodes;

/// <summary>A detection whose frame may become the picture of its episode.</summary>
/// <param name="At">When the frame was read, wall clock.</param>
/// <param name="Frame">The frame's number in its stream.</param>
/// <param name="Score">The model's score.</param>
/// <param name="Box">Where, in pixels of the source frame.</param>
public readonly record struct SnapshotCandidate(DateTimeOffset At, long Frame, float Score, RectangleF Box)
{
    /// <summary>Score times area: the larger and the surer, the better.</summary>
    public double Quality => (double)Score * Box.Width * Box.Height;
}
