namespace Fresnel.Media.Frames;

/// <summary>
/// One decoded picture in a pooled buffer: I420, planes Y, U, V without padding. Whoever keeps it beyond the call that
/// handed it over calls <see cref="Retain"/>, and every holder calls <see cref="Release"/> once; the last one gives the
/// buffer back to its pool.
/// </summary>
public sealed class Frame
{
    private readonly FramePool pool;
    private int references;

    internal Frame(FramePool pool)
    {
        this.pool = pool;
        Buffer = GC.AllocateUninitializedArray<byte>(pool.Layout.ByteCount, pinned: true);
    }

    /// <summary>Width, height and plane sizes.</summary>
    public I420Layout Layout => pool.Layout;

    /// <summary>Number in its stream, from 0 after each (re)connection; frames that were left out count.</summary>
    public long Number { get; private set; }

    /// <summary>The frame's own presentation time in its stream, counted from the stream's start.</summary>
    public TimeSpan StreamTime { get; private set; }

    /// <summary>Wall clock when the last byte of the frame was read.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Monotonic timestamp of the same moment (<see cref="TimeProvider.GetTimestamp"/>), for latencies.</summary>
    public long Timestamp { get; private set; }

    /// <summary>The whole picture: Y, then U, then V.</summary>
    public ReadOnlyMemory<byte> Data => Buffer;

    /// <summary>Luma, width × height bytes, limited range (16 to 235).</summary>
    public ReadOnlySpan<byte> Y => Buffer.AsSpan(0, Layout.LumaBytes);

    /// <summary>Blue difference, ⌈width/2⌉ × ⌈height/2⌉ bytes.</summary>
    public ReadOnlySpan<byte> U => Buffer.AsSpan(Layout.LumaBytes, Layout.ChromaBytes);

    /// <summary>Red difference, ⌈width/2⌉ × ⌈height/2⌉ bytes.</summary>
    public ReadOnlySpan<byte> V => Buffer.AsSpan(Layout.LumaBytes + Layout.ChromaBytes, Layout.ChromaBytes);

    internal byte[] Buffer { get; }

    /// <summary>Adds a holder.</summary>
    /// <exception cref="InvalidOperationException">Its last holder has released it.</exception>
    public void Retain()
    {
        for (var seen = Volatile.Read(ref references); ;)
        {
            if (seen <= 0) throw new InvalidOperationException("The frame was already released by its last holder.");
            var before = Interlocked.CompareExchange(ref references, seen + 1, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    /// <summary>Ends a hold; the last one returns the buffer to its pool.</summary>
    /// <exception cref="InvalidOperationException">Nobody holds it.</exception>
    public void Release()
    {
        for (var seen = Volatile.Read(ref references); ;)
        {
            if (seen <= 0) throw new InvalidOperationException("The frame was released more often than it was held.");
            var before = Interlocked.CompareExchange(ref references, seen - 1, seen);
            if (before == seen)
            {
                if (seen == 1) pool.Return(this);
                return;
            }

            seen = before;
        }
    }

    internal void Rent() => Volatile.Write(ref references, 1);

    internal void Stamp(long number, TimeSpan streamTime, DateTimeOffset at, long timestamp)
    {
        Number = number;
        StreamTime = streamTime;
        At = at;
        Timestamp = timestamp;
    }
}
