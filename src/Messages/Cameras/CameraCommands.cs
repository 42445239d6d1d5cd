namespace Fresnel.Messages.Cameras;

/// <summary>What can be asked of a camera.</summary>
public abstract record CameraCommand;

/// <summary>The commands of a camera: those of an operator, and those by which its own children report.</summary>
public static class CameraCommands
{
    /// <summary>Brings the camera into being.</summary>
    /// <param name="Settings">Validated when decided.</param>
    /// <param name="Enabled">Whether it starts at once.</param>
    [WireName("camera.create")]
    public sealed record Create(CameraSettings Settings, bool Enabled = true) : CameraCommand;

    /// <summary>Replaces the settings.</summary>
    /// <param name="Settings">Validated when decided.</param>
    /// <param name="ExpectedVersion">The version the change was made from; another one is a conflict. Null: whatever it is.</param>
    /// <param name="CredentialChanged">Whether another user or password was put into the credential store: a change even where the settings are the same.</param>
    [WireName("camera.change")]
    public sealed record Change(CameraSettings Settings, long? ExpectedVersion = null, bool CredentialChanged = false) : CameraCommand;

    /// <summary>Starts watching.</summary>
    [WireName("camera.enable")]
    public sealed record Enable : CameraCommand;

    /// <summary>Stops watching.</summary>
    [WireName("camera.disable")]
    public sealed record Disable : CameraCommand;

    /// <summary>Ends the camera; its journal, episodes and artifacts stay readable.</summary>
    [WireName("camera.delete")]
    public sealed record Delete : CameraCommand;

    /// <summary>The changed settings could not be applied; the former ones hold again.</summary>
    /// <param name="Version">The version that failed.</param>
    /// <param name="Reason">One line for the operator.</param>
    [WireName("camera.roll-back-settings")]
    public sealed record RollBackSettings(long Version, string Reason) : CameraCommand;

    /// <summary>No new frames arrive.</summary>
    /// <param name="Since">When the last frame arrived; null where none did since the camera was enabled.</param>
    /// <param name="Reason">What was noticed.</param>
    /// <param name="Detail">One line for the operator, without secrets.</param>
    [WireName("camera.report-outage")]
    public sealed record ReportOutage(DateTimeOffset? Since, OutageReason Reason, string Detail) : CameraCommand;

    /// <summary>Frames arrive again.</summary>
    /// <param name="At">When the first one arrived.</param>
    [WireName("camera.report-recovery")]
    public sealed record ReportRecovery(DateTimeOffset At) : CameraCommand;

    /// <summary>The decoder crashed too often in a row: it is left alone for a while.</summary>
    /// <param name="Since">When the last frame arrived; null where none did since the camera was enabled.</param>
    /// <param name="Crashes">How often it crashed in a row.</param>
    /// <param name="Detail">What the last crash was: one line for the operator, without secrets.</param>
    /// <param name="FirstPause">How long a first pause takes.</param>
    /// <param name="LongestPause">Pauses that follow one another double up to this.</param>
    [WireName("camera.report-crashes")]
    public sealed record ReportCrashes(DateTimeOffset? Since, int Crashes, string Detail, TimeSpan FirstPause, TimeSpan LongestPause) : CameraCommand;

    /// <summary>A pause has lasted as long as it was to: the decoder is tried again.</summary>
    /// <param name="Pause">The pause's number.</param>
    [WireName("camera.resume")]
    public sealed record Resume(long Pause) : CameraCommand;

    /// <summary>The label came into view.</summary>
    /// <param name="At">When the first confirmed track was seen.</param>
    /// <param name="Track">That track's number.</param>
    [WireName("camera.open-episode")]
    public sealed record OpenEpisode(DateTimeOffset At, long Track) : CameraCommand;

    /// <summary>The label left the view: closes the open episode.</summary>
    /// <param name="At">When it was last seen.</param>
    /// <param name="Reason">Why it ends.</param>
    /// <param name="Tracks">Confirmed tracks seen in it.</param>
    /// <param name="MostAtOnce">The most of them in one frame.</param>
    /// <param name="LastTrack">The highest track number given so far.</param>
    [WireName("camera.close-episode")]
    public sealed record CloseEpisode(DateTimeOffset At, EpisodeEnd Reason, int Tracks, int MostAtOnce, long LastTrack) : CameraCommand;

    /// <summary>The episode's best picture is stored.</summary>
    [WireName("camera.attach-snapshot")]
    public sealed record AttachSnapshot(long Episode, ArtifactReference Artifact, DateTimeOffset TakenAt) : CameraCommand;

    /// <summary>The episode's clip is stored.</summary>
    /// <param name="Episode">The episode's number.</param>
    /// <param name="Artifact">The MP4.</param>
    /// <param name="From">Wall clock of its first picture.</param>
    /// <param name="To">Wall clock of its last picture.</param>
    [WireName("camera.attach-clip")]
    public sealed record AttachClip(long Episode, ArtifactReference Artifact, DateTimeOffset From, DateTimeOffset To) : CameraCommand;

    /// <summary>The episode's clip cannot be made.</summary>
    [WireName("camera.abandon-clip")]
    public sealed record AbandonClip(long Episode, string Reason) : CameraCommand;
}
