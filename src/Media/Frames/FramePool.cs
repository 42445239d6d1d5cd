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

    internal void Return(Frame frame) => free.Enqueue(frame);
}
