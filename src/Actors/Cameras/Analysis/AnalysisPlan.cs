using Fresnel.Behaviour.Episodes;
using Fresnel.Behaviour.Tracking;
using Fresnel.Inference.Detection;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;

namespace Fresnel.Actors.Cameras.Analysis;

/// <summary>What an analysis does: settings that were found fit, and the model that was opened for them.</summary>
internal sealed record AnalysisPlan
{
    /// <summary>How far behind a live answer may be and still be useful; the batcher may wait for company until then.</summary>
    public TimeSpan Deadline { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The camera.</summary>
    public required EntityId Entity { get; init; }

    /// <summary>The epoch under which it runs.</summary>
    public required long Epoch { get; init; }

    /// <summary>Its settings.</summary>
    public required CameraSettings Settings { get; init; }

    /// <summary>The model.</summary>
    public required IDetector Detector { get; init; }

    /// <summary>The first track number to give.</summary>
    public required long FirstTrack { get; init; }

    /// <summary>The number of the camera's last episode.</summary>
    public required long LastEpisode { get; init; }

    /// <summary>Detections below are not reported; null: all.</summary>
    public float? MinScore => (float?)Settings.MinScore;

    /// <summary>How detections become tracks.</summary>
    public TrackerOptions Tracker { get; } = new();

    /// <summary>When episodes end.</summary>
    public EpisodeOptions Episodes => new()
    {
        QuietPeriod = TimeSpan.FromSeconds(Settings.QuietSeconds),
        MaxLength = TimeSpan.FromSeconds(Settings.MaxEpisodeSeconds),
    };
}
