using Fresnel.Actors.Pipeline;
using Fresnel.Behaviour.Tracking;
using Fresnel.Inference.Detection;
using Fresnel.Media;
using Fresnel.Media.Ingest;
using Fresnel.Media.Probing;
using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Fresnel.Service.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>
/// One pass over a video: detections of an earlier run first, then decoding and detecting, tracking folded over both from
/// frame 0. Everything it needs is opened and disposed of by the caller.
/// </summary>
internal sealed class Analysis(
    AnalyzeRequest request,
    VideoInfo info,
    IDetector detector,
    DetectionCheckpoint checkpoint,
    RowWriter rows,
    Annotator? annotator,
    AnalysisProgress progress,
    FfmpegOptions ffmpeg,
    TimeProvider time)
{
    private const int ChunkFrames = 64;
    private const long FrameBytesInFlight = 512L << 20;
    private static readonly TimeSpan ChunkTime = TimeSpan.FromSeconds(1);

    private readonly DetectionTracker tracker = new(new TrackerOptions());
    private long frames;
    private long detections;
    private long flushed = time.GetTimestamp();
    private long?[] tracks = [];

    /// <summary>Runs to the end of the video or to the limit of frames.</summary>
    /// <exception cref="UserErrorException">The video holds no frame, or reading it failed.</exception>
    public async Task<AnalysisResult> RunAsync(CancellationToken cancellationToken)
    {
        var limit = request.Frames ?? long.MaxValue;
        var known = Math.Min(checkpoint.Frames, limit);
        using var replay = checkpoint.Replay().GetEnumerator();
        if (annotator is null)
        {
            while (frames < known) FoldKnown(replay);
        }

        progress.Begin(frames);
        IngestEnd? end = null;
        if (frames < limit)
        {
            try
            {
                end = await DecodeAsync(replay, known, limit, cancellationToken);
            }
            finally
            {
                checkpoint.Flush();
            }
        }

        var warning = Judge(end, limit);
        return new AnalysisResult(frames, known, detections, tracker.NextTrack - 1, warning);
    }

    private async Task<IngestEnd?> DecodeAsync(IEnumerator<(TimeSpan Time, List<Detected> Detections)> replay, long known, long limit, CancellationToken cancellationToken)
    {
        var inFlight = InFlight();
        var options = new IngestOptions
        {
            StartFrame = frames,
            FrameLimit = limit == long.MaxValue ? null : limit - frames,
            Overflow = OverflowPolicy.Wait,
            PoolCapacity = inFlight + 6,
            FirstFrameLimit = TimeSpan.FromHours(1),
            NoFrameLimit = TimeSpan.FromMinutes(1),
        };
        await using var ingest = VideoIngest.Start(VideoSource.Parse(request.Video), options, ffmpeg, time, NullLogger<VideoIngest>.Instance);
        await using var pump = new DetectionPump(ingest, detector, inFlight);
        pump.Start(known);
        while (await pump.NextAsync(cancellationToken) is { } slot)
        {
            var frame = slot.Frame!;
            if (frame.Number < known)
            {
                var found = FoldKnown(replay);
                await annotator!.WriteAsync(frame, found, tracks, cancellationToken);
            }
            else
            {
                checkpoint.Append(frame.StreamTime, slot.Detections);
                if (checkpoint.Unflushed >= ChunkFrames || time.GetElapsedTime(flushed) >= ChunkTime) Flush();
                Fold(frame.StreamTime, slot.Detections);
                if (annotator is not null) await annotator.WriteAsync(frame, slot.Detections, tracks, cancellationToken);
            }

            pump.Return(slot);
            progress.Step();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return pump.End;
    }

    private List<Detected> FoldKnown(IEnumerator<(TimeSpan Time, List<Detected> Detections)> replay)
    {
        if (!replay.MoveNext()) throw new InvalidDataException($"The kept detections end at frame {frames}; {checkpoint.Frames} frames were counted.");
        Fold(replay.Current.Time, replay.Current.Detections);
        return replay.Current.Detections;
    }

    private void Fold(TimeSpan streamTime, List<Detected> found)
    {
        var numbers = tracker.Track(streamTime, found);
        if (tracks.Length < numbers.Length) tracks = new long?[numbers.Length * 2];
        numbers.CopyTo(tracks);
        for (var i = 0; i < found.Count; i++) rows.Write(frames, streamTime, tracks[i], found[i]);
        detections += found.Count;
        frames++;
    }

    private void Flush()
    {
        checkpoint.Flush();
        flushed = time.GetTimestamp();
    }

    // Enough that the next frames are ready when the model is; not so many that large pictures fill the memory.
    private int InFlight()
    {
        var bytes = Math.Max(1L, info.Width * (long)info.Height * 3 / 2);
        return (int)Math.Clamp(FrameBytesInFlight / bytes, 2, 16);
    }

    private string? Judge(IngestEnd? end, long limit)
    {
        // A damaged file ends ffmpeg by itself; one that was killed says nothing about the video.
        var brokeOff = end is { Error: MediaErrorCode.Corrupt, ExitCode: < 128 } && frames > 0;
        if (end is { Reason: not IngestEndReason.EndOfStream } && !brokeOff)
        {
            throw new UserErrorException(
                frames > 0 ? $"reading {request.Video} failed after {frames} frames: {end.Message} The same command with --resume carries on." : end.Message,
                ExitCodes.Input);
        }

        if (frames == 0) throw new UserErrorException($"{request.Video} holds no frame that can be decoded.", ExitCodes.Input);
        if (brokeOff) return $"{request.Video} breaks off after {frames} frames ({end!.Message}); what could be decoded was analysed.";

        // Containers miscount by a few frames; a video cut off in the middle lacks many.
        var announced = info.FrameCount ?? (long?)(info.Duration?.TotalSeconds * info.FrameRate);
        return frames < limit && announced is { } all && frames < (all * 0.98) - 2
            ? $"{request.Video} announces about {all} frames and only {frames} could be decoded: it is cut off or damaged; what could be decoded was analysed."
            : null;
    }
}
