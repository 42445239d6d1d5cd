using Fresnel.Messages.Cameras;

namespace Fresnel.Cluster.Node.Api.Contracts;

/// <summary>Settings as a caller gives them; what is left out keeps its value (PATCH) or its default (POST, PUT).</summary>
public sealed record CameraSettingsInput
{
    /// <summary>A path, a <c>file:</c> URL or an <c>rtsp://</c> URL. A user and password in it are taken out and kept apart.</summary>
    public string? Source { get; init; }

    /// <summary>The source's user; with <see cref="Password"/>. Both empty: forget what is kept.</summary>
    public string? User { get; init; }

    /// <summary>The source's password. Never shown again.</summary>
    public string? Password { get; init; }

    /// <summary>A title for people; up to 100 characters.</summary>
    public string? Title { get; init; }

    /// <summary>The id of the detection model; default <c>people-hog</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Detections below this score are not tracked, −100 to 100; default: the model's threshold.</summary>
    public double? MinScore { get; init; }

    /// <summary>The label that opens episodes; default <c>person</c>.</summary>
    public string? Label { get; init; }

    /// <summary>The most frames a second given to analysis, 0.1 to 60; default 10.</summary>
    public double? AnalysisFps { get; init; }

    /// <summary>Frames wider than this are scaled down, 160 to 3840 pixels; default 1280.</summary>
    public int? AnalysisWidth { get; init; }

    /// <summary>Whether frames without motion skip inference; default true.</summary>
    public bool? MotionGating { get; init; }

    /// <summary>The share of the picture that must move, 0.00001 to 0.5; default 0.0005.</summary>
    public double? MotionFraction { get; init; }

    /// <summary>No frame for this long is an outage, 1 to 120 s; default 5.</summary>
    public double? StallSeconds { get; init; }

    /// <summary>An episode ends after this long without the label, 0.5 to 600 s; default 3.</summary>
    public double? QuietSeconds { get; init; }

    /// <summary>An episode is closed at this length, 5 to 3600 s; default 60.</summary>
    public double? MaxEpisodeSeconds { get; init; }

    /// <summary>Whether episodes get a clip; default true.</summary>
    public bool? Recording { get; init; }

    /// <summary>Clip before the episode's start, 0 to 60 s; default 3.</summary>
    public double? PreRollSeconds { get; init; }

    /// <summary>Clip after the episode's end, 0 to 60 s; default 2.</summary>
    public double? PostRollSeconds { get; init; }

    /// <summary>The settings that result, over others; source and credential are not touched here.</summary>
    public CameraSettings Over(CameraSettings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other with
        {
            Title = Title ?? other.Title,
            Model = Model ?? other.Model,
            MinScore = MinScore ?? other.MinScore,
            Label = Label ?? other.Label,
            AnalysisFps = AnalysisFps ?? other.AnalysisFps,
            AnalysisWidth = AnalysisWidth ?? other.AnalysisWidth,
            MotionGating = MotionGating ?? other.MotionGating,
            MotionFraction = MotionFraction ?? other.MotionFraction,
            StallSeconds = StallSeconds ?? other.StallSeconds,
            QuietSeconds = QuietSeconds ?? other.QuietSeconds,
            MaxEpisodeSeconds = MaxEpisodeSeconds ?? other.MaxEpisodeSeconds,
            Recording = Recording ?? other.Recording,
            PreRollSeconds = PreRollSeconds ?? other.PreRollSeconds,
            PostRollSeconds = PostRollSeconds ?? other.PostRollSeconds,
        };
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => nameof(CameraSettingsInput);
}
