using Fresnel.Actors.Cameras.Live;
using Fresnel.Clustering.Notices;
using Fresnel.Inference.Detection;
using Fresnel.Media.Processes;
using Fresnel.Storage.Artifacts;
using Fresnel.Storage.Credentials;
using Fresnel.Storage.Observations;
using Microsoft.Extensions.Logging;

namespace Fresnel.Actors.Cameras;

/// <summary>What cameras need of the node they run on.</summary>
public sealed record CameraServices
{
    /// <summary>Where readers find the running cameras.</summary>
    public required CameraLiveBoard Board { get; init; }

    /// <summary>The detection models.</summary>
    public required DetectorCatalog Detectors { get; init; }

    /// <summary>How models are opened: devices, threads.</summary>
    public required DetectorOptions DetectorOptions { get; init; }

    /// <summary>Takes observations.</summary>
    public required IObservationWriter ObservationWriter { get; init; }

    /// <summary>Gives them back.</summary>
    public required IObservationStore Observations { get; init; }

    /// <summary>Keeps snapshots and clips.</summary>
    public required IArtifactStore Artifacts { get; init; }

    /// <summary>Keeps users and passwords of sources.</summary>
    public required ICredentialStore Credentials { get; init; }

    /// <summary>Tells who listens.</summary>
    public required INoticePublisher Notices { get; init; }

    /// <summary>Where ffmpeg is.</summary>
    public required FfmpegOptions Ffmpeg { get; init; }

    /// <summary>How cameras are treated.</summary>
    public CameraOptions Options { get; init; } = new();

    /// <summary>The folder under which each camera keeps its segments.</summary>
    public required string SegmentsFolder { get; init; }

    /// <summary>A folder for files being made, on the file system of the artifacts.</summary>
    public required string TemporaryFolder { get; init; }

    /// <summary>How many clips this node makes at a time; encoding competes with analysis.</summary>
    public SemaphoreSlim ClipSlots { get; init; } = new(1, 1);

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where loggers come from.</summary>
    public required ILoggerFactory Loggers { get; init; }
}
