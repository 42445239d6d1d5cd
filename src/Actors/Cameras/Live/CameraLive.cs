using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fresnel.Media.Frames;
using Fresnel.Messages.Observations;

namespace Fresnel.Actors.Cameras.Live;

/// <summary>What a running camera shows to readers. Its actors write, any thread reads.</summary>
/// <param name="name">The camera's name.</param>
/// <param name="time">The clock.</param>
public sealed class CameraLive(string name, TimeProvider time) : ICameraLive, IDisposable
{
    private const int ReaderCapacity = 64;

    // Guards only the swap of the newest frame against a reader that takes hold of it: a few instructions, never I/O.
    private readonly Lock newestLock = new();
    private readonly SnapshotCache snapshots = new();
    private readonly RateMeter decodedRate = new(time);
    private readonly RateMeter analysedRate = new(time);
    private readonly LatencyWindow latencies = new();
    private ImmutableList<Channel<Observation>> readers = [];
    private Frame? newest;
    private Observation? observation;
    private CameraHealth health = new("starting", "", time.GetUtcNow(), null);
    private string? analysisFault;
    private long lastFrameAt;
    private long decoded;
    private long analysed;
    private long skipped;
    private long gated;
    private long failed;
    private long detections;
    private long tracks;
    private long lastTrack;
    private long episodes;
    private long lastEpisode;
    private long restarts;
    private long crashes;

    /// <inheritdoc />
    public string Name { get; } = name;

    /// <inheritdoc />
    public CameraHealth Health
    {
        get
        {
            var ticks = Volatile.Read(ref lastFrameAt);
            var now = Volatile.Read(ref health);
            if (now.State == "streaming" && Volatile.Read(ref analysisFault) is { } fault) now = now with { Detail = "frames are not analysed: " + fault };
            return now with { LastFrameAt = ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero) };
        }
    }

    /// <inheritdoc />
    public CameraCounters Counters
    {
        get
        {
            var (p50, p95, p99) = latencies.Percentiles();
            return new CameraCounters(
                Volatile.Read(ref decoded), Volatile.Read(ref analysed), Volatile.Read(ref skipped), Volatile.Read(ref gated), Volatile.Read(ref failed),
                Volatile.Read(ref detections), Volatile.Read(ref tracks), Volatile.Read(ref episodes), Volatile.Read(ref restarts), Volatile.Read(ref crashes),
                decodedRate.PerSecond(), analysedRate.PerSecond(), p50, p95, p99);
        }
    }

    /// <inheritdoc />
    public Observation? Latest => Volatile.Read(ref observation);

    /// <inheritdoc />
    public (int Width, int Height)? Size
    {
        get
        {
            lock (newestLock) return newest is { } frame ? (frame.Layout.Width, frame.Layout.Height) : null;
        }
    }

    /// <inheritdoc />
    public (byte[] Jpeg, Observation Observation)? Snapshot(bool annotated, int quality)
    {
        Frame frame;
        Observation seen;
        lock (newestLock)
        {
            if (newest is null || observation is null) return null;
            (frame, seen) = (newest, observation);
            frame.Retain();
        }

        try
        {
            return (snapshots.Encode(frame, seen, annotated, quality), seen);
        }
        finally
        {
            frame.Release();
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<Observation> ObserveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = Channel.CreateBounded<Observation>(new BoundedChannelOptions(ReaderCapacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        ImmutableInterlocked.Update(ref readers, static (list, added) => list.Add(added), reader);
        try
        {
            await foreach (var next in reader.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return next;
        }
        finally
        {
            ImmutableInterlocked.Update(ref readers, static (list, removed) => list.Remove(removed), reader);
        }
    }

    /// <summary>Ends the readers and lets go of the newest frame.</summary>
    public void Dispose()
    {
        foreach (var reader in readers) reader.Writer.TryComplete();
        lock (newestLock)
        {
            newest?.Release();
            newest = null;
        }

        snapshots.Dispose();
    }

    internal void OnState(string state, string detail) => Volatile.Write(ref health, new CameraHealth(state, detail, time.GetUtcNow(), null));

    internal void OnRestart() => Interlocked.Increment(ref restarts);

    internal void OnCrash() => Interlocked.Increment(ref crashes);

    internal void OnDecoded(Frame frame)
    {
        Interlocked.Increment(ref decoded);
        decodedRate.Count();
        Volatile.Write(ref lastFrameAt, frame.At.UtcTicks);
    }

    internal void OnSkipped() => Interlocked.Increment(ref skipped);

    internal void OnGated() => Interlocked.Increment(ref gated);

    internal void OnFailed(string why)
    {
        Interlocked.Increment(ref failed);
        Volatile.Write(ref analysisFault, why);
    }

    internal void OnEpisode(long number)
    {
        Interlocked.Increment(ref episodes);
        Volatile.Write(ref lastEpisode, number);
    }

    /// <summary>The number of the last episode opened here; the camera may not have decided it yet.</summary>
    internal long LastEpisode => Volatile.Read(ref lastEpisode);

    /// <summary>The highest track number given here.</summary>
    internal long LastTrack => Volatile.Read(ref lastTrack);

    internal void OnTracks(int confirmed, long last)
    {
        Interlocked.Add(ref tracks, confirmed);
        Volatile.Write(ref lastTrack, last);
    }

    /// <summary>Takes an analysed frame and what was seen in it; keeps hold of the frame until the next one.</summary>
    internal void OnAnalysed(Frame frame, Observation seen, int found, TimeSpan latency)
    {
        if (Volatile.Read(ref analysisFault) is not null) Volatile.Write(ref analysisFault, null);
        Interlocked.Increment(ref analysed);
        Interlocked.Add(ref detections, found);
        analysedRate.Count();
        latencies.Add(latency);
        CameraMeter.Latency.Record(latency.TotalSeconds, new KeyValuePair<string, object?>("camera", Name));
        Show(frame, seen);
        foreach (var reader in readers) reader.Writer.TryWrite(seen);
    }

    /// <summary>Shows a frame that was not analysed, with what was seen last.</summary>
    internal void OnStill(Frame frame)
    {
        if (observation is { } seen) Show(frame, seen);
    }

    private void Show(Frame frame, Observation seen)
    {
        frame.Retain();
        Frame? former;
        lock (newestLock)
        {
            former = newest;
            newest = frame;
            Volatile.Write(ref observation, seen);
        }

        former?.Release();
    }
}
