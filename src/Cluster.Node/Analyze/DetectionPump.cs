using System.Collections.Concurrent;
using System.Threading.Channels;
using Fresnel.Inference.Detection;
using Fresnel.Media.Ingest;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>
/// Keeps decoder and model busy together: reads frames ahead, sends each to the model, and hands them out in the order of
/// the stream. At most <paramref name="inFlight"/> frames are on their way; no frame is dropped.
/// </summary>
internal sealed class DetectionPump(VideoIngest ingest, IDetector detector, int inFlight) : IAsyncDisposable
{
    private readonly Channel<AnalysisSlot> slots = Channel.CreateBounded<AnalysisSlot>(new BoundedChannelOptions(inFlight) { SingleReader = true, SingleWriter = true });
    private readonly ConcurrentBag<AnalysisSlot> spare = [];
    private readonly CancellationTokenSource stop = new();
    private Task reading = Task.CompletedTask;

    /// <summary>Why there are no more frames; null until then.</summary>
    public IngestEnd? End { get; private set; }

    /// <summary>Starts reading.</summary>
    /// <param name="known">Frames below this number are handed out without being sent to the model.</param>
    public void Start(long known) => reading = ReadAsync(known, stop.Token);

    /// <summary>The next frame with its detections, or null at the end. Give it back with <see cref="Return"/>.</summary>
    /// <exception cref="Exception">Whatever the model failed with.</exception>
    public async ValueTask<AnalysisSlot?> NextAsync(CancellationToken cancellationToken)
    {
        if (!await slots.Reader.WaitToReadAsync(cancellationToken) || !slots.Reader.TryPeek(out var slot))
        {
            await reading;
            return null;
        }

        // Taken out only when it is done: until then disposal still finds it and waits for it.
        await slot.Detecting.WaitAsync(cancellationToken);
        slots.Reader.TryRead(out _);
        return slot;
    }

    /// <summary>Lets the frame go.</summary>
    public void Return(AnalysisSlot slot)
    {
        slot.Frame?.Release();
        slot.Frame = null;
        spare.Add(slot);
    }

    /// <summary>Stops reading and waits until the model has let go of every frame.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (slots.Reader.TryRead(out var slot))
        {
            await slot.Detecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Return(slot);
        }

        stop.Dispose();
    }

    private async Task ReadAsync(long known, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                // Room first: a frame that was read has a place.
                if (!await slots.Writer.WaitToWriteAsync(cancellationToken)) return;
                var read = await ingest.ReadAsync(cancellationToken);
                if (!read.HasFrame)
                {
                    End = read.End;
                    return;
                }

                if (!spare.TryTake(out var slot)) slot = new AnalysisSlot();
                slot.Frame = read.Frame;
                slot.Detections.Clear();
                slot.Detecting = read.Frame.Number < known
                    ? Task.CompletedTask
                    : detector.DetectAsync(read.Frame, InferenceClass.Batch, Timeout.InfiniteTimeSpan, slot.Detections, cancellationToken).AsTask();
                slots.Writer.TryWrite(slot);
            }
        }
        finally
        {
            slots.Writer.TryComplete();
        }
    }
}
