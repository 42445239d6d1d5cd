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

    /// <summary>Number in its stream, from 0 after each (re)connection.</summary>
    public long Number { get; internal set; }

    /// <summary>The frame's own presentation time in its stream.</summary>
    public TimeSpan StreamTime { get; internal set; }

    /// <summary>Wall clock when the last byte of the frame was read.</summary>
    public DateTimeOffset At { get; internal set; }

    /// <summary>Monotonic timestamp of the same moment (<see cref="TimeProvider.GetTimestamp"/>), for latencies.</summary>
    public long Timestamp { get; internal set; }

    /// <summary>The whole picture: Y, then U, then V.</summary>
    public ReadOnlyMemory<byte> Data => Buffer;

    /// <summary>Luma, width × height bytes, limited range unless the source says otherwise.</summary>
    public ReadOnlySpan<byte> Y => Buffer.AsSpan(0, Layout.LumaBytes);

    /// <summary>Blue difference, ⌈width/2⌉ × ⌈height/2⌉ bytes.</summary>
    public ReadOnlySpan<byte> U => Buffer.AsSpan(Layout.LumaBytes, Layout.ChromaBytes);

    /// <summary>Red difference, ⌈width/2⌉ × ⌈height/2⌉ bytes.</summary>
    public ReadOnlySpan<byte> V => Buffer.AsSpan(Layout.LumaBytes + Layout.ChromaBytes, Layout.ChromaBytes);

    internal byte[] Buffer { get; }

    /// <summary>Adds a holder.</summary>
    public void Retain()
    {
        if (Interlocked.Increment(ref references) <= 1) throw new InvalidOperationException("The frame was already released by its last holder.");
    }

    /// <summary>Ends a hold; the last one returns the buffer to its pool.</summary>
    public void Release()
    {
        var left = Interlocked.Decrement(ref references);
        if (left == 0) pool.Return(this);
        else if (left < 0) throw new InvalidOperationException("The frame was released more often than it was held.");
    }

    internal void Rent() => references = 1;
}
