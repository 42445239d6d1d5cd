using System.Threading.Tasks.Sources;
using Fresnel.Media.Frames;

namespace Fresnel.Media.Ingest;

/// <summary>A bounded queue of frames from one thread that may block to one reader that awaits. Allocates nothing per frame.</summary>
internal sealed class FrameQueue(int capacity) : IValueTaskSource<FrameRead>
{
    private readonly object gate = new();
    private readonly Queue<Frame> frames = new(capacity);
    private ManualResetValueTaskSourceCore<FrameRead> source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration registration;
    private bool waiting;
    private IngestEnd? end;

    /// <summary>True while the reader waits for a frame.</summary>
    public bool ReaderWaits
    {
        get
        {
            lock (gate) return waiting;
        }
    }

    /// <summary>True once ended.</summary>
    public bool IsEnded
    {
        get
        {
            lock (gate) return end is not null;
        }
    }

    /// <summary>Adds a frame, waiting for room. False after the end: the frame is still the caller's.</summary>
    public bool AddWaiting(Frame frame)
    {
        lock (gate)
        {
            while (frames.Count >= capacity && end is null && !waiting) Monitor.Wait(gate);
            return Add(frame);
        }
    }

    /// <summary>Adds a frame; the oldest makes room and is given back.</summary>
    public bool AddDropping(Frame frame, out Frame? dropped)
    {
        lock (gate)
        {
            dropped = frames.Count >= capacity && end is null ? frames.Dequeue() : null;
            return Add(frame);
        }
    }

    /// <summary>Takes the oldest waiting frame away from the reader, to use its buffer.</summary>
    public Frame? TrySteal()
    {
        lock (gate) return frames.TryDequeue(out var frame) ? frame : null;
    }

    /// <summary>Waits until the reader took a frame, or a while.</summary>
    public void WaitForTaking(int milliseconds)
    {
        lock (gate)
        {
            if (end is null) Monitor.Wait(gate, milliseconds);
        }
    }

    /// <summary>Ends the queue; the first end counts. Frames in it are still read first unless they are discarded.</summary>
    public void End(IngestEnd reason, bool discard)
    {
        lock (gate)
        {
            if (discard) Clear();
            if (end is not null) return;
            end = reason;
            Monitor.PulseAll(gate);
            if (waiting) Complete(new FrameRead(null, reason));
        }
    }

    /// <summary>The next frame, or the end.</summary>
    public ValueTask<FrameRead> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        short version;
        lock (gate)
        {
            if (waiting) throw new InvalidOperationException("An ingest has one reader at a time.");
            if (frames.TryDequeue(out var frame))
            {
                Monitor.PulseAll(gate);
                return new ValueTask<FrameRead>(new FrameRead(frame, null));
            }

            if (end is not null) return new ValueTask<FrameRead>(new FrameRead(null, end));
            source.Reset();
            version = source.Version;
            waiting = true;
            Monitor.PulseAll(gate);
        }

        if (cancellationToken.CanBeCanceled) registration = cancellationToken.UnsafeRegister(static (state, token) => ((FrameQueue)state!).Cancel(token), this);
        return new ValueTask<FrameRead>(this, version);
    }

    FrameRead IValueTaskSource<FrameRead>.GetResult(short token)
    {
        registration.Dispose();
        registration = default;
        return source.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<FrameRead>.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource<FrameRead>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);

    private bool Add(Frame frame)
    {
        if (end is not null) return false;
        if (waiting) Complete(new FrameRead(frame, null));
        else frames.Enqueue(frame);
        return true;
    }

    private void Complete(FrameRead read)
    {
        waiting = false;
        source.SetResult(read);
    }

    private void Cancel(CancellationToken token)
    {
        lock (gate)
        {
            if (!waiting) return;
            waiting = false;
            source.SetException(new OperationCanceledException(token));
        }
    }

    private void Clear()
    {
        while (frames.TryDequeue(out var frame)) frame.Release();
    }
}
