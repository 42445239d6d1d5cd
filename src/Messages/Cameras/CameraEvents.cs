namespace Fresnel.Messages.Cameras;

/// <summary>What happened to a camera.</summary>
public abstract record CameraEvent;

/// <summary>The events of a camera.</summary>
public static class CameraEvents
{
    /// <summary>The camera came into being, disabled.</summary>
    [WireName("camera.created")]
    public sealed record Created(CameraSettings Settings, DateTimeOffset At) : CameraEvent;

    /// <summary>The settings were replaced.</summary>
    /// <param name="Settings">The new settings.</param>
    /// <param name="Version">Their version; the first settings have version 1.</param>
    /// <param name="At">When it was decided.</param>
    [WireName("camera.settings-changed")]
    public sealed record SettingsChanged(CameraSettings Settings, long Version, DateTimeOffset At) : CameraEvent;

    /// <summary>Changed settings could not be applied; the former ones hold again, under a new version.</summary>
    /// <param name="FailedVersion">The version that could not be applied.</param>
    /// <param name="Settings">The settings that hold again.</param>
    /// <param name="Version">Their new version.</param>
    /// <param name="Reason">One line for the operator.</param>
    /// <param name="At">When it was decided.</param>
    [WireName("camera.settings-rolled-back")]
    public sealed record SettingsRolledBack(long FailedVersion, CameraSettings Settings, long Version, string Reason, DateTimeOffset At) : CameraEvent;

    /// <summary>The camera watches from now on.</summary>
    [WireName("camera.enabled")]
    public sealed record Enabled(DateTimeOffset At) : CameraEvent;

    /// <summary>The camera does not watch from now on.</summary>
    [WireName("camera.disabled")]
    public sealed record Disabled(DateTimeOffset At) : CameraEvent;

    /// <summary>The camera ended.</summary>
    [WireName("camera.deleted")]
    public sealed record Deleted(DateTimeOffset At) : CameraEvent;

    /// <summary>No new frames since a moment.</summary>
    /// <param name="Outage">The outage's number in its camera, from 1.</param>
    /// <param name="Since">When the last frame arrived.</param>
    /// <param name="Reason">What was noticed.</param>
    /// <param name="Detail">One line for the operator, without secrets.</param>
    [WireName("camera.outage-started")]
    public sealed record OutageStarted(long Outage, DateTimeOffset Since, OutageReason Reason, string Detail) : CameraEvent;

    /// <summary>The outage is over: frames arrive again, or the camera was disabled or deleted.</summary>
    [WireName("camera.outage-ended")]
    public sealed record OutageEnded(long Outage, DateTimeOffset At) : CameraEvent;

    /// <summary>The decoder crashed too often in a row: it is not tried until a moment. The outage goes on.</summary>
    /// <param name="Pause">The pause's number in its camera, from 1.</param>
    /// <param name="At">When it was decided.</param>
    /// <param name="Crashes">How often the decoder crashed in a row.</param>
    /// <param name="Detail">What the last crash was: one line for the operator, without secrets.</param>
    /// <param name="Until">When it is tried again.</param>
    [WireName("camera.paused")]
    public sealed record Paused(long Pause, DateTimeOffset At, int Crashes, string Detail, DateTimeOffset Until) : CameraEvent;

    /// <summary>The decoder is tried again. (A camera that is disabled or deleted ends its pause without this.)</summary>
    [WireName("camera.resumed")]
    public sealed record Resumed(long Pause, DateTimeOffset At, ResumeReason Reason) : CameraEvent;

    /// <summary>The label came into view.</summary>
    /// <param name="Episode">The episode's number in its camera, from 1.</param>
    /// <param name="At">When the first confirmed track was seen.</param>
    /// <param name="Label">The label.</param>
    /// <param name="Track">The track that opened it.</param>
    [WireName("camera.episode-opened")]
    public sealed record EpisodeOpened(long Episode, DateTimeOffset At, string Label, long Track) : CameraEvent;

    /// <summary>The label left the view.</summary>
    [WireName("camera.episode-closed")]
    public sealed record EpisodeClosed(long Episode, DateTimeOffset At, EpisodeEnd Reason, int Tracks, int MostAtOnce, long LastTrack) : CameraEvent;

    /// <summary>The episode's best picture is stored.</summary>
    [WireName("camera.snapshot-attached")]
    public sealed record SnapshotAttached(long Episode, ArtifactReference Artifact, DateTimeOffset TakenAt) : CameraEvent;

    /// <summary>The episode's clip is stored.</summary>
    [WireName("camera.clip-attached")]
    public sealed record ClipAttached(long Episode, ArtifactReference Artifact, DateTimeOffset From, DateTimeOffset To) : CameraEvent;

    /// <summary>The episode stays without a clip.</summary>
    [WireName("camera.clip-abandoned")]
    public sealed record ClipAbandoned(long Episode, string Reason) : CameraEvent;
}
