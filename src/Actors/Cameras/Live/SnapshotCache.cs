using Fresnel.Media.Frames;
using Fresnel.Messages.Observations;

namespace Fresnel.Actors.Cameras.Live;

/// <summary>Encodes the newest frame once, however many look at it.</summary>
internal sealed class SnapshotCache : IDisposable
{
    private readonly Lock encoding = new();
    private readonly SnapshotPainter painter = new();
    private byte[] jpeg = [];
    private bool disposed;
    private (Frame? Frame, long Timestamp, bool Annotated, int Quality) key;

    /// <summary>The frame as JPEG.</summary>
    public byte[] Encode(Frame frame, Observation seen, bool annotated, int quality)
    {
        lock (encoding)
        {
            var wanted = (frame, frame.Timestamp, annotated, quality);
            if (key == wanted || disposed) return jpeg;
            jpeg = painter.Encode(frame, annotated ? seen.Objects : [], quality);
            key = wanted;
            return jpeg;
        }
    }

    public void Dispose()
    {
        lock (encoding)
        {
            disposed = true;
            painter.Dispose();
        }
    }
}
