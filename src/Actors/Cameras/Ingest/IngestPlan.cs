using Fresnel.Media.Ingest;
using Fresnel.Media.Recording;
using Fresnel.Media.Sources;
using Fresnel.Messages.Cameras;

namespace Fresnel.Actors.Cameras.Ingest;

/// <summary>Where a camera's frames come from and how. Two equal plans need no new decoder.</summary>
/// <param name="Source">Path or address, without credentials.</param>
/// <param name="Credential">User and password, or null.</param>
/// <param name="Fps">The most frames a second.</param>
/// <param name="Width">The widest picture, pixels.</param>
/// <param name="Stall">No frame for so long is an outage.</param>
/// <param name="RecordingFolder">Where segments are kept; null: not recorded.</param>
internal sealed record IngestPlan(
    string Source,
    (string User, string Password)? Credential,
    double Fps,
    int Width,
    TimeSpan Stall,
    string? RecordingFolder)
{
    /// <summary>The plan of settings.</summary>
    public static IngestPlan Of(CameraSettings settings, (string User, string Password)? credential, string recordingFolder) => new(
        settings.Source,
        credential,
        settings.AnalysisFps,
        settings.AnalysisWidth,
        TimeSpan.FromSeconds(settings.StallSeconds),
        settings.Recording ? recordingFolder : null);

    /// <summary>The source, checked.</summary>
    /// <exception cref="Media.MediaException">The source is not one we accept.</exception>
    public VideoSource ParseSource() => VideoSource.Parse(Source, Credential is { } known ? new SourceCredential(known.User, known.Password) : null);

    /// <summary>How frames are read. Files are replayed in real time, for ever.</summary>
    public IngestOptions Options(VideoSource source) => new()
    {
        RealTime = !source.IsLive,
        Loop = !source.IsLive,
        Overflow = OverflowPolicy.Wait, // the slot before analysis drops what is superseded, and counts it
        MaxFrameRate = Fps,
        MaxWidth = Width,
        NoFrameLimit = Stall,
        FirstFrameLimit = Stall + TimeSpan.FromSeconds(5),
        Recording = RecordingFolder is null ? null : new RecordingOptions { Folder = RecordingFolder },
    };
}
