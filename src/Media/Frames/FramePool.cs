using System.Collections.Concurrent;

namespace Fresnel.Media.Frames;

/// <summary>Reuses frames of one layout. Grows up to a limit, so that frames held too long show as an error and not as memory.</summary>
public sealed class FramePool(I420Layout layout, int capacity)
{
    private readonly ConcurrentQueue<Frame> free = new();
    private int created;

    /// <summary>The layout of every frame of this pool.</summary>
    public I420Layout Layout { get; } = layout;

    /// <summary>The most frames that can be out at once.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Frames allocated so far.</summary>
    public int Created => created;

    /// <summary>A frame with one holder, or null where all are held.</summary>
    public Frame? TryRent()
    {
        if (!free.TryDequeue(out var frame))
        {
            if (Interlocked.Increment(ref created) > Capacity)
            {
                Interlocked.Decrement(ref created);
                return null;
            }

            frame = new Frame(this);
        }

        frame.Rent();
        return frame;
    }

    /// <summary>A frame with one holder and the given picture, or null where all are held: for pictures that come from elsewhere than an ingest.</summary>
    /// <param name="i420">Y, U, V without padding; as long as the layout says.</param>
    /// <param name="number">Number in its stream.</param>
    /// <param name="streamTime">Time in its stream.</param>
    /// <param name="at">Wall clock.</param>
    /// <param name="timestamp">Monotonic timestamp of the same moment.</param>
    public Frame? TryRent(ReadOnlySpan<byte> i420, long number, TimeSpan streamTime, DateTimeOffset at, long timestamp)
    {
        if (i420.Length != Layout.ByteCount) throw new ArgumentException($"The picture has {i420.Length} bytes; {Layout.Width}x{Layout.Height} has {Layout.ByteCount}.", nameof(i420));
        if (TryRent() is not { } frame) return null;
        i420.CopyTo(frame.Buffer);
        frame.Stamp(number, streamTime, at, timestamp);
        return frame;
    }

    internal void Return(Frame frame) => free.Enqueue(frame);
}
