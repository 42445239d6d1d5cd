using System.Diagnostics.Metrics;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Kernel;
using Fresnel.Service.Api.Streams;
using Fresnel.Service.Telemetry;
using Fresnel.Storage.Observations;

namespace Fresnel.Cluster.Node.Telemetry;

/// <summary>The node's own meter: what cameras, models, the journal and the process have counted, read when it is asked for.</summary>
public sealed class NodeMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Fresnel.Node";

    private readonly Meter meter = new(MeterName);
    private readonly ICameraLiveBoard board;
    private readonly NodeState state;

    /// <summary>Publishes the instruments.</summary>
    public NodeMetrics(ICameraLiveBoard board, NodeState state, ActorSystem actors, IObservationWriter observations, JournalTally tally)
    {
        this.board = board;
        this.state = state;
        ArgumentNullException.ThrowIfNull(actors);
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(tally);
        Cameras();
        Models();
        Host();
        meter.CreateObservableCounter("fresnel_mailbox_drops", () => tally.MailboxDrops(actors), description: "Messages dropped by full mailboxes.");
        meter.CreateObservableCounter("fresnel_dead_letters", () => actors.DeadLetters, description: "Messages to actors that had stopped.");
        meter.CreateObservableCounter("fresnel_observations_dropped", () => observations.Dropped, description: "Observations not stored because the store did not keep up.");
        meter.CreateObservableCounter("fresnel_journal_events", tally.Measure, description: "Events read from the journal since the start, by type.");
        ProcessInstruments.Add(meter);
    }

    /// <summary>Adds the number of open live streams.</summary>
    public void Watch(StreamSlots slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        meter.CreateObservableGauge("fresnel_api_streams", () => slots.Open, description: "Live streams open now.");
    }

    /// <inheritdoc />
    public void Dispose() => meter.Dispose();

    private void Cameras()
    {
        Camera("fresnel_frames_decoded", c => c.Decoded, "Frames that arrived.");
        Camera("fresnel_frames_analysed", c => c.Analysed, "Frames that went through inference.");
        Camera("fresnel_frames_skipped", c => c.Skipped, "Frames superseded by a newer one before analysis was free.");
        Camera("fresnel_frames_gated", c => c.Gated, "Frames without motion.");
        Camera("fresnel_detections", c => c.Detections, "Boxes of the model.");
        Camera("fresnel_tracks", c => c.Tracks, "Confirmed tracks.");
        Camera("fresnel_episodes", c => c.Episodes, "Episodes opened.");
        Camera("fresnel_camera_restarts", c => c.Restarts, "Decoders started after the first.");
        Camera("fresnel_camera_crashes", c => c.Crashes, "Decoders that crashed.");
        meter.CreateObservableGauge("fresnel_camera_paused", () => board.All.Select(c => Of(c.Name, c.Health.State == "paused" ? 1 : 0)), description: "1 while the decoder is left alone because it crashed too often in a row.");
        meter.CreateObservableGauge("fresnel_camera_streaming", () => board.All.Select(c => Of(c.Name, c.Health.State == "streaming" ? 1 : 0)), description: "1 while frames arrive.");
        meter.CreateObservableGauge("fresnel_camera_fps", () => board.All.SelectMany(Rates), description: "Frames a second over the last five seconds.");
        meter.CreateObservableGauge("fresnel_camera_latency_recent", () => board.All.SelectMany(Latencies), "s", "Frame read to observation published, percentiles of the last frames.");
    }

    private void Models()
    {
        Model("fresnel_inference_requests", s => s.Requests, "Requests accepted.");
        Model("fresnel_inference_batches", s => s.Batches, "Batches run.");
        Model("fresnel_inference_expired", s => s.Expired, "Requests whose deadline passed before they began.");
        Model("fresnel_inference_refused", s => s.Refused, "Requests refused: queue full, circuit open or model down.");
        Model("fresnel_inference_failed", s => s.Failed, "Requests whose batch failed.");
        Model("fresnel_inference_non_finite", s => s.NonFiniteOutputs, "Batches whose output held NaN or infinity.");
        Model("fresnel_inference_hung", s => s.HungRuns, "Runs that never ended and were given up.");
        Model("fresnel_inference_fell_back", s => s.FellBack, "Requests that went to the fallback model.");
        Now("fresnel_inference_circuit_open", s => s.CircuitOpen ? 1 : 0, "1 while the model keeps failing and requests are refused.");
        Now("fresnel_inference_down", s => s.Down ? 1 : 0, "1 while the model stays down, because too many of its runs never ended.");
        Now("fresnel_inference_lost_runs", s => s.LostRuns, "Runs given up and still under way.");
        meter.CreateObservableGauge("fresnel_inference_queued", () => state.Loaded.Select(m => new Measurement<int>(m.Stats.Queued, Tag(m.Info))), description: "Requests waiting.");
        meter.CreateObservableGauge("fresnel_inference_run_p95", () => state.Loaded.Select(m => new Measurement<double>(m.Stats.RunMsP95 / 1000, Tag(m.Info))), "s", "Time of the latest batches, 95th percentile.");

        void Model(string name, Func<Inference.Detection.DetectorStats, long> read, string help) =>
            meter.CreateObservableCounter(name, () => state.Loaded.Select(m => new Measurement<long>(read(m.Stats), Tag(m.Info))), description: help);

        void Now(string name, Func<Inference.Detection.DetectorStats, int> read, string help) =>
            meter.CreateObservableGauge(name, () => state.Loaded.Select(m => new Measurement<int>(read(m.Stats), Tag(m.Info))), description: help);

        static KeyValuePair<string, object?>[] Tag(Inference.Detection.DetectorInfo info) => [new("model", info.Id), new("provider", info.Provider)];
    }

    private void Host()
    {
        meter.CreateObservableGauge("fresnel_shards_owned", () => state.Host.ShardsOwned, description: "Shards whose entities run here.");
        meter.CreateObservableGauge("fresnel_entities_running", () => state.Host.EntitiesRunning, description: "Entities in memory.");
        meter.CreateObservableGauge("fresnel_broker_connected", () => state.Host.Connected ? 1 : 0, description: "1 while the broker is there.");
        meter.CreateObservableCounter("fresnel_commands_handled", () => state.Host.CommandsHandled, description: "Commands answered.");
        meter.CreateObservableCounter("fresnel_commands_failed", () => state.Host.CommandsFailed, description: "Commands set aside in the dead-letter queue.");
    }

    private void Camera(string name, Func<CameraCounters, long> read, string help) =>
        meter.CreateObservableCounter(name, () => board.All.Select(c => new Measurement<long>(read(c.Counters), new KeyValuePair<string, object?>("camera", c.Name))), description: help);

    private static Measurement<int> Of(string camera, int value) => new(value, new KeyValuePair<string, object?>("camera", camera));

    private static IEnumerable<Measurement<double>> Rates(ICameraLive camera)
    {
        var counters = camera.Counters;
        yield return Of(camera, counters.DecodedFps, "stage", "decoded");
        yield return Of(camera, counters.AnalysedFps, "stage", "analysed");
    }

    private static IEnumerable<Measurement<double>> Latencies(ICameraLive camera)
    {
        var counters = camera.Counters;
        yield return Of(camera, counters.LatencyP50Ms / 1000, "quantile", "0.5");
        yield return Of(camera, counters.LatencyP95Ms / 1000, "quantile", "0.95");
        yield return Of(camera, counters.LatencyP99Ms / 1000, "quantile", "0.99");
    }

    private static Measurement<double> Of(ICameraLive camera, double value, string key, string tag) =>
        new(value, new KeyValuePair<string, object?>("camera", camera.Name), new KeyValuePair<string, object?>(key, tag));
}
