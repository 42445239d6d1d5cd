namespace Fresnel.Messages.Cameras;

/// <summary>What the journal says about cameras, folded for readers. Kept by the camera projection.</summary>
public static class CameraViews
{
    /// <summary>A camera.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Status">Where it is in its life.</param>
    /// <param name="Settings">The settings that hold.</param>
    /// <param name="SettingsVersion">Their version.</param>
    /// <param name="CreatedAt">When it was created.</param>
    /// <param name="ChangedAt">When its status or settings last changed.</param>
    /// <param name="OpenOutage">The outage going on, or null.</param>
    /// <param name="OpenEpisode">The number of the episode going on, or null.</param>
    /// <param name="Episodes">Episodes so far.</param>
    /// <param name="Outages">Outages so far.</param>
    /// <param name="Watches">Times it was enabled so far.</param>
    /// <param name="LastTrack">The highest track number the journal knows of.</param>
    /// <param name="OpenPause">The pause going on, or null.</param>
    /// <param name="Seq">The last event folded in.</param>
    public sealed record Camera(
        string Name,
        CameraStatus Status,
        CameraSettings Settings,
        long SettingsVersion,
        DateTimeOffset CreatedAt,
        DateTimeOffset ChangedAt,
        Outage? OpenOutage,
        long? OpenEpisode,
        long Episodes,
        long Outages,
        long Watches,
        long LastTrack,
        Pause? OpenPause,
        long Seq);

    /// <summary>A stretch of time with the label in view.</summary>
    public sealed record Episode(
        string Camera,
        long Number,
        string Label,
        DateTimeOffset StartedAt,
        DateTimeOffset? EndedAt,
        EpisodeEnd? End,
        int Tracks,
        int MostAtOnce,
        ArtifactReference? Snapshot,
        ArtifactReference? Clip,
        DateTimeOffset? ClipFrom,
        DateTimeOffset? ClipTo,
        string? ClipProblem);

    /// <summary>A stretch of time without frames.</summary>
    public sealed record Outage(
        string Camera,
        long Number,
        DateTimeOffset StartedAt,
        DateTimeOffset? EndedAt,
        OutageReason Reason,
        string Detail);

    /// <summary>A stretch of time in which the decoder is not tried, because it crashed too often in a row.</summary>
    /// <param name="Number">From 1.</param>
    /// <param name="StartedAt">When it began.</param>
    /// <param name="Until">When the decoder is tried again.</param>
    /// <param name="Crashes">How often it crashed in a row.</param>
    /// <param name="Detail">What the last crash was.</param>
    public sealed record Pause(long Number, DateTimeOffset StartedAt, DateTimeOffset Until, int Crashes, string Detail);

    /// <summary>A stretch of time in which the camera was enabled.</summary>
    /// <param name="Camera">Its name.</param>
    /// <param name="Number">From 1.</param>
    /// <param name="From">When it was enabled.</param>
    /// <param name="To">When it was disabled or deleted; null while it is enabled.</param>
    public sealed record Watch(string Camera, long Number, DateTimeOffset From, DateTimeOffset? To);
}
