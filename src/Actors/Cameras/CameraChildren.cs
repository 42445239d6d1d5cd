using System.Globalization;
using Fresnel.Actors.Cameras.Analysis;
using Fresnel.Actors.Cameras.Ingest;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Actors.Cameras.Recording;
using Fresnel.Inference;
using Fresnel.Inference.Detection;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Media;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Microsoft.Extensions.Logging;

namespace Fresnel.Actors.Cameras;

/// <summary>
/// The actors a camera supervises, started and stopped as its settings ask. A part of the camera's actor: used in its turn only.
/// </summary>
internal sealed class CameraChildren(
    EntityId camera,
    long epoch,
    CameraServices services,
    IActorContext<EntityMessage> context,
    Func<string, EntityMessage> childLost)
{
    /// <summary>Segments are kept so much longer than the longest clip: making one may have to wait its turn.</summary>
    private static readonly TimeSpan ClipReserve = TimeSpan.FromMinutes(5);

    private readonly FrameSlot slot = new();
    private readonly CameraLink link = new(context.Self);
    private CameraLive? live;
    private ActorRef<IngestMessage>? ingest;
    private ActorRef<AnalysisMessage>? analysis;
    private ActorRef<ClipMessage>? clips;
    private IngestPlan? plan;
    private IDetector? detector;
    private long nextTrack = 1;

    /// <summary>Whether frames are asked for.</summary>
    public bool IsWatching => ingest is not null;

    private string SegmentsFolder => Path.Combine(services.SegmentsFolder, camera.Kind, camera.Name);

    /// <summary>Puts settings to work: analysis is started anew, the decoder only where its own plan changed.</summary>
    /// <param name="state">The camera's state.</param>
    /// <param name="history">What was before; null where it already watches.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CameraNotPreparedException">The settings do not work here; what ran before runs on.</exception>
    public async ValueTask WatchAsync(CameraState state, CameraHistory? history, CancellationToken cancellationToken)
    {
        var settings = state.Settings!;
        var wanted = await PlanAsync(settings, cancellationToken).ConfigureAwait(false);
        var opened = await OpenAsync(settings, cancellationToken).ConfigureAwait(false);

        live ??= Enter();
        if (history is not null) nextTrack = Math.Max(nextTrack, history.LastTrack + 1);
        await StopAnalysisAsync().ConfigureAwait(false);
        if (ingest is not null && plan != wanted) await StopIngestAsync().ConfigureAwait(false);
        if (detector is { } former) await former.DisposeAsync().ConfigureAwait(false);
        detector = opened;

        var analysisPlan = new AnalysisPlan
        {
            Entity = camera, Epoch = epoch, Settings = settings, Detector = opened, FirstTrack = nextTrack, LastEpisode = Math.Max(state.Episodes, live.LastEpisode),
        };
        var shown = live;
        analysis = context.Spawn(() => new AnalysisActor(analysisPlan, services, slot, shown, link), $"analysis-{state.SettingsVersion}-{Guid.NewGuid():N}");
        context.Watch(analysis, childLost("analysis"));
        slot.Attach(analysis);
        StartRecording(settings);
        if (ingest is not null) return;

        plan = wanted;
        ingest = context.Spawn(() => new IngestActor(camera, epoch, wanted, services, slot, shown, link), $"ingest-{state.SettingsVersion}-{Guid.NewGuid():N}");
        context.Watch(ingest, childLost("ingest"));
    }

    /// <summary>Has a clip made.</summary>
    public void MakeClip(PendingClip clip, CameraSettings settings)
    {
        StartRecording(settings with { Recording = true });
        clips!.TryTell(new ClipMessages.Make(clip), null);
    }

    /// <summary>Shows why the camera does not run.</summary>
    public void ShowProblem(string problem)
    {
        live ??= Enter();
        live.OnState("outage", problem);
    }

    /// <summary>Ends decoder and analysis, and shows why and until when; counters stay.</summary>
    public async ValueTask RestAsync(OpenPause pause)
    {
        await EndWatchingAsync().ConfigureAwait(false);
        live ??= Enter();
        live.OnState("paused", string.Create(CultureInfo.InvariantCulture, $"the decoder crashed {pause.Crashes} times in a row (last: {pause.Detail}); next try at {pause.Until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"));
    }

    /// <summary>Ends decoder and analysis; clips in work go on.</summary>
    public async ValueTask StopWatchingAsync()
    {
        await EndWatchingAsync().ConfigureAwait(false);
        if (live is null) return;
        services.Board.Leave(live);
        live.Dispose();
        live = null;
    }

    /// <summary>Deletes the segments, which nobody needs once the camera neither watches nor has clips to make.</summary>
    public void ForgetSegments()
    {
        try
        {
            if (Directory.Exists(SegmentsFolder)) Directory.Delete(SegmentsFolder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            CameraLog.TidyFailed(services.Loggers.CreateLogger<CameraChildren>(), camera.Name, fault.Message);
        }
    }

    private async ValueTask EndWatchingAsync()
    {
        await StopIngestAsync().ConfigureAwait(false);
        await StopAnalysisAsync().ConfigureAwait(false);
        if (detector is { } open) await open.DisposeAsync().ConfigureAwait(false);
        detector = null;
    }

    private CameraLive Enter()
    {
        var entered = new CameraLive(camera.Name, services.Time);
        services.Board.Enter(entered);
        return entered;
    }

    private async ValueTask<IngestPlan> PlanAsync(CameraSettings settings, CancellationToken cancellationToken)
    {
        var credential = settings.HasCredential ? await SourceCredentials.FindAsync(services.Credentials, camera, settings.Source, cancellationToken).ConfigureAwait(false) : null;
        var wanted = IngestPlan.Of(settings, credential, SegmentsFolder);
        try
        {
            _ = wanted.ParseSource();
            return wanted;
        }
        catch (MediaException fault)
        {
            throw new CameraNotPreparedException(fault.Message, fault);
        }
    }

    private async ValueTask<IDetector> OpenAsync(CameraSettings settings, CancellationToken cancellationToken)
    {
        IDetector opened;
        try
        {
            opened = await services.Detectors.OpenAsync(settings.Model, services.DetectorOptions, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelException fault)
        {
            throw new CameraNotPreparedException(fault.Message, fault);
        }

        if (opened.Info.Labels.Contains(settings.Label)) return opened;
        await opened.DisposeAsync().ConfigureAwait(false);
        throw new CameraNotPreparedException($"Model {opened.Info.Id} has no label '{settings.Label}'; it has: {string.Join(", ", opened.Info.Labels)}.");
    }

    private void StartRecording(CameraSettings settings)
    {
        if (!settings.Recording) return;
        var keepFor = TimeSpan.FromSeconds(settings.MaxEpisodeSeconds + settings.PreRollSeconds + settings.PostRollSeconds) + ClipReserve;
        if (clips is { IsStopping: false } running)
        {
            running.TryTell(new ClipMessages.Keep(keepFor), null);
            return;
        }

        Directory.CreateDirectory(SegmentsFolder);
        clips = context.Spawn(() => new ClipActor(camera.Name, SegmentsFolder, keepFor, services, link), $"clips-{Guid.NewGuid():N}");
    }

    private async ValueTask StopIngestAsync()
    {
        await EndAsync(ingest).ConfigureAwait(false);
        ingest = null;
        plan = null;
        slot.Clear();
    }

    private async ValueTask StopAnalysisAsync()
    {
        slot.Attach(null);
        await EndAsync(analysis).ConfigureAwait(false);
        analysis = null;
        if (live is { } shown) nextTrack = Math.Max(nextTrack, shown.LastTrack + 1);
    }

    private async ValueTask EndAsync(ActorRef? child)
    {
        if (child is null) return;
        context.Unwatch(child);
        child.Stop();
        await child.WhenStopped.ConfigureAwait(false);
    }
}
