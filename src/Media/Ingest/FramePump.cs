using Fresnel.Media.Frames;
using Fresnel.Media.Nut;
using Fresnel.Media.Processes;
using Fresnel.Media.Recording;
using Fresnel.Messages;

namespace Fresnel.Media.Ingest;

/// <summary>
/// The thread that reads ffmpeg's pipe into pooled frames. A thread and not a task: on Unix the asynchronous read of a pipe
/// blocks a thread of the pool and allocates; this does neither per frame.
/// </summary>
internal sealed class FramePump
{
    private const int PipeBytes = 1 << 20;
    private const int MaxFrameBytes = 16384 * 16384 * 3 / 2;
    private const long NotWaiting = long.MinValue;
    private readonly FfmpegProcess process;
    private readonly FrameQueue queue;
    private readonly IngestOptions options;
    private readonly bool waits;
    private readonly TimeProvider time;
    private readonly RecordingRun? recording;
    private readonly TaskCompletionSource<PumpFault?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FramePool? pool;
    private long waitingSince;
    private long decoded;
    private long dropped;
    private long bytes;

    public FramePump(FfmpegProcess process, FrameQueue queue, IngestOptions options, bool waits, TimeProvider time, RecordingRun? recording)
    {
        this.process = process;
        this.queue = queue;
        this.options = options;
        this.waits = waits;
        this.time = time;
        this.recording = recording;
        waitingSince = time.GetTimestamp();
    }

    /// <summary>Called on the pump's thread when the picture size is known.</summary>
    public Action<I420Layout>? Opened { get; init; }

    /// <summary>Completes when the pipe is at its end: null where that was between two frames, else what was wrong.</summary>
    public Task<PumpFault?> Done => done.Task;

    public I420Layout? Layout => Volatile.Read(ref pool)?.Layout;

    public IngestStatistics Statistics => new(Interlocked.Read(ref decoded), Interlocked.Read(ref dropped), Interlocked.Read(ref bytes));

    /// <summary>How long ffmpeg has owed us a frame; zero while it is the reader who is behind.</summary>
    public TimeSpan Waiting
    {
        get
        {
            var since = Interlocked.Read(ref waitingSince);
            return since == NotWaiting ? TimeSpan.Zero : time.GetElapsedTime(since);
        }
    }

    public void Start() => new Thread(Run, 256 * 1024) { IsBackground = true, Name = $"ffmpeg-frames-{process.Id}" }.Start();

    private void Run()
    {
        PumpFault? fault = null;
        try
        {
            if (process.Stdout is System.IO.Pipes.PipeStream pipe) Libc.TrySetPipeSize(pipe.SafePipeHandle, PipeBytes);
            Pump(new NutDemuxer(process.Stdout, MaxFrameBytes));
        }
        catch (NutFormatException e)
        {
            fault = new PumpFault(e.Message, e.IsTorn);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            fault = new PumpFault(e.Message, Torn: true);
        }
        catch (Exception e) // the edge of a thread of our own: it must not end the process
        {
            fault = new PumpFault($"unexpected {e.GetType().Name}: {e.Message}", Torn: false);
        }

        Interlocked.Exchange(ref waitingSince, NotWaiting);
        done.TrySetResult(fault);
    }

    private void Pump(NutDemuxer demuxer)
    {
        if (demuxer.ReadHeader() is not { } stream) return;
        if (stream.FourCc != "I420") throw new NutFormatException($"ffmpeg sends pictures of kind '{EntityId.Printable(stream.FourCc)}', not I420", 0);
        if (stream.Width > (options.MaxWidth ?? int.MaxValue) || stream.Height > (options.MaxHeight ?? int.MaxValue))
            throw new NutFormatException($"ffmpeg sends pictures of {stream.Width}x{stream.Height}, larger than it was asked for", 0);
        var layout = new I420Layout(stream.Width, stream.Height);
        Volatile.Write(ref pool, new FramePool(layout, Math.Max(options.PoolCapacity, options.QueueLength + 1)));
        Opened?.Invoke(layout);
        var number = options.StartFrame;
        while (demuxer.TryReadFrame(out var header))
        {
            if (header.Size != layout.ByteCount) throw new NutFormatException($"The picture changed its size: {header.Size} bytes instead of {layout.ByteCount} ({layout.Width}x{layout.Height})", 0);
            Deliver(demuxer, stream.TimeOf(header.Pts), number++);
        }
    }

    private void Deliver(NutDemuxer demuxer, TimeSpan streamTime, long number)
    {
        var frame = Rent();
        if (frame is null)
        {
            demuxer.SkipPayload();
        }
        else
        {
            demuxer.ReadPayload(frame.Buffer);
            frame.Stamp(number, streamTime, time.GetUtcNow(), time.GetTimestamp());
            recording?.Observe(frame.At, streamTime);
            Interlocked.Add(ref bytes, frame.Buffer.Length);
        }

        Interlocked.Increment(ref decoded);
        Interlocked.Exchange(ref waitingSince, NotWaiting);
        if (frame is null) Interlocked.Increment(ref dropped);
        else Add(frame);
        Interlocked.Exchange(ref waitingSince, time.GetTimestamp());
    }

    private void Add(Frame frame)
    {
        Frame? oldest = null;
        var added = waits ? queue.AddWaiting(frame) : queue.AddDropping(frame, out oldest);
        if (!added) frame.Release(); // ended: what still comes is read and forgotten
        if (oldest is null) return;
        Interlocked.Increment(ref dropped);
        oldest.Release();
    }

    // All frames out: the reader keeps too many. Live, the oldest waiting one gives way; else wait.
    private Frame? Rent()
    {
        while (true)
        {
            if (queue.IsEnded) return null;
            if (pool!.TryRent() is { } frame) return frame;
            if (!waits)
            {
                if (queue.TrySteal() is not { } oldest) return null;
                Interlocked.Increment(ref dropped);
                oldest.Release();
                continue;
            }

            Interlocked.Exchange(ref waitingSince, NotWaiting);
            queue.WaitForTaking(10);
        }
    }
}
