using Fresnel.Actors.Cameras;
using Fresnel.Actors.Cameras.Analysis;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Manifests;
using Fresnel.Inference.Sessions;
using Fresnel.Kernel;
using Fresnel.Media.Ingest;
using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Fresnel.Storage.Folder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Bench.Pipeline;

/// <summary>
/// The subject: a camera's own path. ffmpeg, the reading thread, the frame slot, the analysis actor (motion gate where asked,
/// batcher, model, tracker, episodes), the writer of observations on a real database, and the live board. One thing differs from a
/// camera: a frame waits until the one before was taken, where a camera would drop it.
/// </summary>
internal sealed class CameraPipeline : IAsyncDisposable
{
    private readonly DataFolder folder;
    private readonly NodeStores stores;
    private readonly DetectorCatalog detectors;
    private readonly ActorSystem actors;
    private readonly CameraServices services;
    private readonly string model;
    private int runs;

    private CameraPipeline(DataFolder folder, NodeStores stores, ModelManifest model, ModelCatalog models, ModelSessionOptions session)
    {
        this.folder = folder;
        this.stores = stores;
        this.model = model.Id;
        detectors = new DetectorCatalog(models, TimeProvider.System);
        actors = new ActorSystem(TimeProvider.System, NullLoggerFactory.Instance);
        services = new CameraServices
        {
            Board = new CameraLiveBoard(),
            Detectors = detectors,
            DetectorOptions = new DetectorOptions { Session = session },
            ObservationWriter = stores.ObservationWriter,
            Observations = stores.Observations,
            Artifacts = stores.Artifacts,
            Credentials = stores.Credentials,
            Notices = null!, // told by the camera's own actor only
            Ffmpeg = new FfmpegOptions(),
            SegmentsFolder = folder.Segments,
            TemporaryFolder = folder.Temporary,
            Time = TimeProvider.System,
            Loggers = NullLoggerFactory.Instance,
        };
    }

    /// <summary>Opens the stores in a folder, and the model.</summary>
    public static async Task<CameraPipeline> OpenAsync(string path, ModelManifest model, ModelCatalog models, ModelSessionOptions session)
    {
        var folder = DataFolder.Open(path);
        var stores = await NodeStores.OpenAsync(folder, NodeConfiguration.Read(new ConfigurationBuilder().Build()), NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        return new CameraPipeline(folder, stores, model, models, session);
    }

    /// <summary>Runs frames through it to the last one.</summary>
    /// <param name="source">The frames.</param>
    /// <param name="gating">Whether frames without motion are left out.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<PipelineFigures> RunAsync(PipelineSource source, bool gating, CancellationToken cancel)
    {
        var taken = new FrameTaken();
        var slot = new FrameSlot { Taken = taken.Set };
        await using var detector = await detectors.OpenAsync(model, services.DetectorOptions, cancel);
        var name = $"camera-{++runs}";
        using var live = new CameraLive(name, TimeProvider.System);
        services.Board.Enter(live);
        var plan = new AnalysisPlan
        {
            Entity = new EntityId(CameraActor.KindName, name),
            Epoch = 1,
            Settings = new CameraSettings { Source = source.Video, Model = model, MotionGating = gating, Recording = false },
            Detector = detector,
            FirstTrack = 1,
            LastEpisode = 0,
        };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seat = actors.Spawn(() => new CameraSeat(plan, services, slot, live, started), name);
        await started.Task;
        var meter = new PipelineMeter(source.WarmUp);
        await FeedAsync(source, plan.Entity, slot, taken, live, meter, cancel);
        var figures = meter.End(source.Frames);
        seat.Stop();
        await seat.WhenStopped;
        services.Board.Leave(live);
        if (live.Counters is { Failed: > 0 } counters) throw new InvalidOperationException($"inference failed for {counters.Failed} frames");
        return figures;
    }

    public async ValueTask DisposeAsync()
    {
        await actors.DisposeAsync();
        await detectors.DisposeAsync();
        await stores.DisposeAsync();
        folder.Dispose();
    }

    private async Task FeedAsync(PipelineSource source, EntityId entity, FrameSlot slot, FrameTaken taken, CameraLive live, PipelineMeter meter, CancellationToken cancel)
    {
        await using var ingest = VideoIngest.Start(VideoSource.Parse(source.Video), source.Options, services.Ffmpeg, TimeProvider.System, NullLogger<VideoIngest>.Instance);
        for (var number = 0L; ; number++)
        {
            var read = await ingest.ReadAsync(cancel);
            await taken.WaitAsync();
            if (!read.HasFrame)
            {
                if (number != source.Frames) throw new InvalidOperationException($"{number} frames of {source.Frames}: {read.End.Message}");
                break;
            }

            meter.OnFrame(number);
            live.OnDecoded(read.Frame);
            services.ObservationWriter.Mark(entity, 1, read.Frame.At);
            slot.Offer(read.Frame);
        }

        // The last one was taken, and is in work.
        while (Done(live) < source.Frames) await Task.Delay(1, cancel);
    }

    private static long Done(CameraLive live)
    {
        var counters = live.Counters;
        return counters.Analysed + counters.Gated + counters.Failed;
    }
}
