using Fresnel.Media.Frames;

namespace Fresnel.Media.Motion;

/// <summary>
/// Says how much of a picture moves: the mean luma of cells of 8×8 pixels against a slowly adapting background. Pure: time
/// is the frames' own. Allocates nothing per frame. Not for several threads at once.
/// </summary>
/// <param name="options">What counts as motion.</param>
public sealed class MotionGate(MotionGateOptions options)
{
    /// <summary>Share of cells that moved in the last frame, 0 to 1.</summary>
    public double Fraction { get; private set; }

    /// <summary>True while enough moves, and for the hold after it. True for the first frame.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>Takes in a frame.</summary>
    /// <param name="frame">The next frame of the stream.</param>
    /// <returns><see cref="IsMoving"/>.</returns>
    public bool Update(Frame frame) => Update(frame.Layout, frame.Y, frame.StreamTime);

    /// <summary>Takes in a luma plane.</summary>
    /// <param name="layout">Its size.</param>
    /// <param name="luma">Width × height bytes.</param>
    /// <param name="streamTime">Its time.</param>
    /// <returns><see cref="IsMoving"/>.</returns>
    public bool Update(I420Layout layout, ReadOnlySpan<byte> luma, TimeSpan streamTime)
    {
        _ = (options, layout, luma.Length, streamTime);
        Fraction = 0;
        IsMoving = true;
        throw new NotImplementedException();
    }
}
