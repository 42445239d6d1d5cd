using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Actors.Pipeline;
using Fresnel.Inference;
using Fresnel.Inference.Detection;
using Fresnel.Kernel;
using Fresnel.Media.Frames;
using Fresnel.Media.Motion;
using Fresnel.Messages.Cameras;
using Fresnel.Messages.Observations;
using Microsoft.Extensions.Logging;

namespace Fresnel.Actors.Cameras.Analysis;

/// <summary>Frames in, observations and episodes out: motion, inference, tracking, episodes. Reports to its camera.</summary>
internal sealed class AnalysisActor : Actor<AnalysisMessage>, IDisposable
{
    /// <summary>With tracks alive, a picture without motion is still looked at this often, so that who stands still is not lost.</summary>
    private static readonly TimeSpan StillInterval = TimeSpan.FromSeconds(1);

    private readonly AnalysisPlan plan;
    private readonly CameraServices services;
    private readonly FrameSlot slot;
    private readonly CameraLive live;
    private readonly EpisodeWatch episodes;
    private readonly DetectionTracker tracker;
    private readonly List<Detected> detections = [];
    private readonly ILogger logger;
    private MotionGate? gate;
    private long knownTracks;
    private long lastAnalysed; // monotonic: the wall clock may be set
    private long failures;
    private long lastFailureLogged;

    public AnalysisActor(AnalysisPlan plan, CameraServices services, FrameSlot slot, CameraLive live, CameraLink camera)
    {
        this.plan = plan;
        this.services = services;
        this.slot = slot;
        this.live = live;
        tracker = new DetectionTracker(plan.Tracker, plan.FirstTrack);
        knownTracks = tracker.NextTrack;
        logger = services.Loggers.CreateLogger<AnalysisActor>();
        episodes = new EpisodeWatch(plan, services, live, camera, logger);
        gate = NewGate();
    }

    /// <inheritdoc />
    protected override ValueTask ReceiveAsync(AnalysisMessage message)
    {
        if (message.Kind is AnalysisMessageKind.FrameWaiting) return slot.Take() is { } frame ? AnalyseAsync(frame) : default;
        tracker.Reset();
        gate = NewGate();
        episodes.End(EpisodeEnd.Outage, tracker.NextTrack - 1);
        return default;
    }

    /// <inheritdoc />
    public void Dispose() => episodes.Dispose();

    /// <inheritdoc />
    protected override async ValueTask OnStoppingAsync()
    {
        episodes.End(EpisodeEnd.Stopped, tracker.NextTrack - 1);
        await episodes.FinishAsync().ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnalyseAsync(Frame frame)
    {
        try
        {
            if (IsStill(frame))
            {
                live.OnGated();
                live.OnStill(frame);
                episodes.Advance(frame.At, tracker.NextTrack - 1);
                return;
            }

            lastAnalysed = frame.Timestamp;
            if (!await TryDetectAsync(frame).ConfigureAwait(false)) return;
            if (plan.MinScore is { } least) detections.RemoveAll(detection => detection.Score < least);
            var seen = Observe(frame);
            services.ObservationWriter.Write(seen);
            live.OnAnalysed(frame, seen, detections.Count, services.Time.GetElapsedTime(frame.Timestamp));
            episodes.Observe(frame, seen, tracker.NextTrack - 1);
        }
        finally
        {
            frame.Release();
        }
    }

    private bool IsStill(Frame frame)
    {
        if (gate is null || gate.Update(frame)) return false;
        return tracker.Confirmed.Count == 0 || services.Time.GetElapsedTime(lastAnalysed, frame.Timestamp) < StillInterval;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // once a frame: its state is used again
    private async ValueTask<bool> TryDetectAsync(Frame frame)
    {
        try
        {
            await plan.Detector.DetectAsync(frame, InferenceClass.Live, plan.Deadline, detections, Context.Stopping).ConfigureAwait(false);
            failures = 0;
            return true;
        }
        catch (InferenceException fault)
        {
            failures++;
            live.OnFailed(fault.Message);
            var now = services.Time.GetTimestamp();
            if (lastFailureLogged == 0 || services.Time.GetElapsedTime(lastFailureLogged, now) >= TimeSpan.FromSeconds(1))
            {
                lastFailureLogged = now;
                CameraLog.InferenceFailed(logger, plan.Entity.Name, plan.Detector.Info.Id, failures, fault.Message);
            }

            return false;
        }
    }

    private Observation Observe(Frame frame)
    {
        var numbers = tracker.Track(frame.StreamTime, detections);
        if (tracker.NextTrack > knownTracks)
        {
            live.OnTracks((int)(tracker.NextTrack - knownTracks), tracker.NextTrack - 1);
            knownTracks = tracker.NextTrack;
        }

        var found = CollectionsMarshal.AsSpan(detections);
        var objects = found.Length == 0 ? [] : new SeenObject[found.Length];
        for (var i = 0; i < found.Length; i++)
            objects[i] = new SeenObject(numbers[i], plan.Detector.Info.Labels[found[i].Label], found[i].Score, found[i].Box);
        return new Observation(plan.Entity, plan.Epoch, frame.At, frame.StreamTime, frame.Number, objects);
    }

    private MotionGate? NewGate() =>
        plan.Settings.MotionGating ? new MotionGate(new MotionGateOptions { MovingFraction = plan.Settings.MotionFraction }) : null;
}
