using Fresnel.Actors.Cameras.Live;
using Fresnel.Behaviour.Episodes;
using Fresnel.Media;
using Fresnel.Media.Frames;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Fresnel.Messages.Observations;
using Microsoft.Extensions.Logging;
using EpisodeEnd = Fresnel.Messages.Cameras.EpisodeEnd;

namespace Fresnel.Actors.Cameras.Analysis;

/// <summary>
/// Opens and closes a camera's episodes, and keeps each one's best picture. A part of the analysis actor: used in its turn only.
/// </summary>
internal sealed class EpisodeWatch(AnalysisPlan plan, CameraServices services, CameraLive live, CameraLink camera, ILogger logger) : IDisposable
{
    /// <summary>The first picture is stored this long after the opening, so that an open episode has one; the best at its end.</summary>
    private static readonly TimeSpan EarlySnapshotAfter = TimeSpan.FromSeconds(2);

    private readonly EpisodeDetector detector = new(plan.Episodes);
    private readonly SnapshotPainter painter = new();
    private readonly HashSet<long> tracks = [];
    private long episode = plan.LastEpisode;
    private int mostAtOnce;
    private (Frame Frame, IReadOnlyList<SeenObject> Objects)? best;
    private bool stored;
    private Task storing = Task.CompletedTask;

    /// <summary>Takes an analysed frame.</summary>
    public void Observe(Frame frame, Observation seen, long lastTrack)
    {
        var present = 0;
        SeenObject? foremost = null;
        foreach (var one in seen.Objects)
        {
            if (one.TrackId is null || one.Label != plan.Settings.Label) continue;
            present++;
            if (foremost is null || Weight(one) > Weight(foremost)) foremost = one;
        }

        SnapshotCandidate? candidate = foremost is null ? null : new SnapshotCandidate(frame.At, frame.Number, foremost.Score, foremost.Box);
        var decision = detector.Observe(frame.At, present, candidate);
        if (decision.Closed is { } closed) Close(closed, Reason(decision.End), lastTrack);
        if (decision.Opened is { } opened) Open(opened, foremost!);
        if (detector.Open is null || present == 0) return;

        mostAtOnce = Math.Max(mostAtOnce, present);
        foreach (var one in seen.Objects)
        {
            if (one.TrackId is { } track && one.Label == plan.Settings.Label) tracks.Add(track);
        }

        if (decision.NewBest) Keep(frame, seen.Objects);
        if (!stored && best is not null && frame.At - detector.Open.Value.Start >= EarlySnapshotAfter) Store();
    }

    /// <summary>Closes what time alone closes, at a frame that was not analysed.</summary>
    public void Advance(DateTimeOffset at, long lastTrack)
    {
        var decision = detector.Advance(at);
        if (decision.Closed is { } closed) Close(closed, Reason(decision.End), lastTrack);
    }

    /// <summary>Closes the open episode, if any.</summary>
    public void End(EpisodeEnd reason, long lastTrack)
    {
        if (detector.End().Closed is { } closed) Close(closed, reason, lastTrack);
    }

    /// <summary>Waits for pictures that are being stored.</summary>
    public Task FinishAsync() => storing;

    public void Dispose()
    {
        Forget();
        painter.Dispose();
    }

    private void Open(Episode opened, SeenObject foremost)
    {
        episode++;
        tracks.Clear();
        mostAtOnce = 0;
        stored = false;
        Forget();
        live.OnEpisode(episode);
        camera.Report(new CameraCommands.OpenEpisode(opened.Start, foremost.TrackId!.Value));
    }

    private void Close(Episode closed, EpisodeEnd reason, long lastTrack)
    {
        if (best is not null) Store();
        camera.Report(new CameraCommands.CloseEpisode(closed.LastSeen, reason, Math.Max(1, tracks.Count), Math.Max(1, mostAtOnce), lastTrack));
        Forget();
    }

    private void Keep(Frame frame, IReadOnlyList<SeenObject> objects)
    {
        frame.Retain();
        Forget();
        best = (frame, objects);
    }

    private void Forget()
    {
        best?.Frame.Release();
        best = null;
    }

    /// <summary>Encodes the best picture now and writes it beside the frames; one after the other.</summary>
    private void Store()
    {
        var (frame, objects) = best!.Value;
        stored = true;
        var jpeg = painter.Encode(frame, [.. objects.Where(one => one.TrackId is not null)], 85);
        storing = StoreAsync(storing, episode, jpeg, frame.At);
    }

    private async Task StoreAsync(Task former, long number, byte[] jpeg, DateTimeOffset takenAt)
    {
        await former.ConfigureAwait(false);
        try
        {
            using var content = new MemoryStream(jpeg, writable: false);
            var artifact = await services.Artifacts.PutAsync(content, "image/jpeg", CancellationToken.None).ConfigureAwait(false);
            camera.Report(new CameraCommands.AttachSnapshot(number, new ArtifactReference(artifact.Id.ToString(), artifact.MediaType, artifact.Length), takenAt));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or MediaException)
        {
            CameraLog.SnapshotFailed(logger, plan.Entity.Name, number, fault.Message);
        }
    }

    private static double Weight(SeenObject one) => (double)one.Score * one.Box.Width * one.Box.Height;

    private static EpisodeEnd Reason(Behaviour.Episodes.EpisodeEnd end) => end switch
    {
        Behaviour.Episodes.EpisodeEnd.Quiet => EpisodeEnd.Quiet,
        Behaviour.Episodes.EpisodeEnd.MaxLength => EpisodeEnd.MaxLength,
        _ => EpisodeEnd.Stopped,
    };
}
