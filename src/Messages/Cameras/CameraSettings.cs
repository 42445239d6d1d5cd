namespace Fresnel.Messages.Cameras;

/// <summary>What an operator decides about a camera. Units are in the names; ranges are enforced when a command is decided.</summary>
public sealed record CameraSettings
{
    /// <summary>Where the pictures come from: a path or <c>file:</c> URL (replayed in real time, looping), or an <c>rtsp://</c> URL. Never carries a user or password.</summary>
    public required string Source { get; init; }

    /// <summary>Whether a user and password for the source are kept in the credential store under the camera's id.</summary>
    public bool HasCredential { get; init; }

    /// <summary>A title for people; up to 100 characters, no control characters. Empty: the camera's name is shown.</summary>
    public string Title { get; init; } = "";

    /// <summary>The id of the detection model.</summary>
    public string Model { get; init; } = "people-hog";

    /// <summary>Detections below this score are not tracked, in the model's own unit; null leaves the manifest's threshold. −100 to 100.</summary>
    public double? MinScore { get; init; }

    /// <summary>The label that opens episodes.</summary>
    public string Label { get; init; } = "person";

    /// <summary>The most frames a second given to analysis; the decoder drops the rest. 0.1 to 60.</summary>
    public double AnalysisFps { get; init; } = 10;

    /// <summary>Frames wider than this are scaled down by the decoder before analysis, in pixels; never up. 160 to 3840.</summary>
    public int AnalysisWidth { get; init; } = 1280;

    /// <summary>Whether frames without motion skip inference.</summary>
    public bool MotionGating { get; init; } = true;

    /// <summary>The share of the picture that must move for a frame to be analysed. 0.00001 to 0.5.</summary>
    public double MotionFraction { get; init; } = 0.0005;

    /// <summary>No decoded frame for this long is an outage: the decoder is ended and started again, in seconds. 1 to 120.</summary>
    public double StallSeconds { get; init; } = 4;

    /// <summary>An episode ends after this long without the label, in seconds. 0.5 to 600.</summary>
    public double QuietSeconds { get; init; } = 3;

    /// <summary>An episode is closed at this length and a new one opened, in seconds. 5 to 3600.</summary>
    public double MaxEpisodeSeconds { get; init; } = 60;

    /// <summary>Whether the stream is kept in segments for a while, and episodes get a clip.</summary>
    public bool Recording { get; init; } = true;

    /// <summary>Clip before the episode's start, in seconds. 0 to 60.</summary>
    public double PreRollSeconds { get; init; } = 3;

    /// <summary>Clip after the episode's end, in seconds. 0 to 60.</summary>
    public double PostRollSeconds { get; init; } = 2;
}
