using Fresnel.Kernel;
using Fresnel.Media.Frames;

namespace Fresnel.Actors.Cameras.Analysis;

/// <summary>
/// Holds the newest frame until analysis is free. A newer one takes the place of an older one, which is then counted as
/// skipped: under overload the newest is analysed. One writer (ingest), one reader (analysis); allocates nothing per frame.
/// </summary>
internal sealed class FrameSlot
{
    private Frame? waiting;
    private volatile ActorRef<AnalysisMessage>? analysis;

    /// <summary>Names who is told when a frame arrives; null for nobody. A frame that an earlier reader was told of is let go.</summary>
    public void Attach(ActorRef<AnalysisMessage>? reader)
    {
        analysis = reader;
        Clear();
    }

    /// <summary>Tells the reader that the stream ended.</summary>
    public void EndStream() => analysis?.TryTell(AnalysisMessage.StreamEnded, null);

    /// <summary>Puts a frame in; the hold on it passes to the slot.</summary>
    /// <returns>True where an older one was given up for it.</returns>
    public bool Offer(Frame frame)
    {
        var superseded = Interlocked.Exchange(ref waiting, frame);
        if (superseded is not null)
        {
            superseded.Release();
            return true;
        }

        if (analysis is not { } reader || !reader.TryTell(AnalysisMessage.FrameWaiting, null)) Clear();
        return false;
    }

    /// <summary>Called when a frame was taken: for a feeder that loses none, but waits. From any thread.</summary>
    public Action? Taken { get; init; }

    /// <summary>Takes the frame out, with the hold on it; null where there is none.</summary>
    public Frame? Take()
    {
        var frame = Interlocked.Exchange(ref waiting, null);
        if (frame is not null) Taken?.Invoke();
        return frame;
    }

    /// <summary>Lets go of a frame that nobody will take.</summary>
    public void Clear() => Take()?.Release();
}
