using Fresnel.Actors.Cameras.Live;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;

namespace Fresnel.Cluster.Node.Api.Contracts;

/// <summary>A camera: what the journal says, what it does now, and the node that it belongs to (null where none has it).</summary>
public sealed record CameraAnswer(
    string Name,
    CameraStatus Status,
    CameraSettings Settings,
    long SettingsVersion,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    OutageAnswer? Outage,
    PauseAnswer? Pause,
    long? OpenEpisode,
    long Episodes,
    long Outages,
    long LastTrack,
    string? Node,
    CameraLiveAnswer? Live)
{
    /// <summary>Puts the two together.</summary>
    public static CameraAnswer Of(CameraViews.Camera view, string? node, CameraLiveAnswer? live)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new CameraAnswer(
            view.Name, view.Status, view.Settings, view.SettingsVersion, view.CreatedAt, view.ChangedAt,
            view.OpenOutage is null ? null : OutageAnswer.Of(view.OpenOutage), PauseAnswer.Of(view.OpenPause), view.OpenEpisode, view.Episodes, view.Outages, view.LastTrack,
            node, live);
    }
}

/// <summary>What a running camera does now; counters start with the node.</summary>
public sealed record CameraLiveAnswer(CameraHealth Health, CameraCounters Counters, PictureSize? Size, long? LatestFrame)
{
    /// <summary>Reads a running camera.</summary>
    public static CameraLiveAnswer Of(ICameraLive live)
    {
        ArgumentNullException.ThrowIfNull(live);
        return new CameraLiveAnswer(live.Health, Rounded(live.Counters), live.Size is { } size ? new PictureSize(size.Width, size.Height) : null, live.Latest?.Frame);
    }

    private static CameraCounters Rounded(CameraCounters counters) => counters with
    {
        DecodedFps = Math.Round(counters.DecodedFps, 2),
        AnalysedFps = Math.Round(counters.AnalysedFps, 2),
        LatencyP50Ms = Math.Round(counters.LatencyP50Ms, 1),
        LatencyP95Ms = Math.Round(counters.LatencyP95Ms, 1),
        LatencyP99Ms = Math.Round(counters.LatencyP99Ms, 1),
    };
}

/// <summary>A camera that runs on the node that answers.</summary>
public sealed record LiveCamera(string Name, CameraLiveAnswer Live);

/// <summary>The cameras that run on the node that answers.</summary>
public sealed record LiveList(IReadOnlyList<LiveCamera> Items);

/// <summary>Pixels.</summary>
public sealed record PictureSize(int Width, int Height);

/// <summary>A list of cameras.</summary>
public sealed record CameraList(IReadOnlyList<CameraAnswer> Items);

/// <summary>A stretch of time without frames.</summary>
public sealed record OutageAnswer(string Camera, long Number, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, OutageReason Reason, string Detail)
{
    /// <summary>From the view.</summary>
    public static OutageAnswer Of(CameraViews.Outage view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new OutageAnswer(view.Camera, view.Number, view.StartedAt, view.EndedAt, view.Reason, view.Detail);
    }
}

/// <summary>A stretch of time in which the decoder is not tried, because it crashed too often in a row.</summary>
public sealed record PauseAnswer(long Number, DateTimeOffset StartedAt, DateTimeOffset Until, int Crashes, string Detail)
{
    /// <summary>From the view; null stays null.</summary>
    public static PauseAnswer? Of(CameraViews.Pause? view) => view is null ? null : new PauseAnswer(view.Number, view.StartedAt, view.Until, view.Crashes, view.Detail);
}

/// <summary>A stretch of time with the label in view.</summary>
public sealed record EpisodeAnswer(
    string Camera,
    long Number,
    string Label,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    EpisodeEnd? End,
    int Tracks,
    int MostAtOnce,
    ArtifactAnswer? Snapshot,
    ArtifactAnswer? Clip,
    DateTimeOffset? ClipFrom,
    DateTimeOffset? ClipTo,
    string? ClipProblem)
{
    /// <summary>From the view.</summary>
    public static EpisodeAnswer Of(CameraViews.Episode view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new EpisodeAnswer(
            view.Camera, view.Number, view.Label, view.StartedAt, view.EndedAt, view.End, view.Tracks, view.MostAtOnce,
            ArtifactAnswer.Of(view.Snapshot), ArtifactAnswer.Of(view.Clip), view.ClipFrom, view.ClipTo, view.ClipProblem);
    }
}

/// <summary>A file that can be fetched.</summary>
/// <param name="Sha256">Its content's hash.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Url">Where it is fetched.</param>
public sealed record ArtifactAnswer(string Sha256, string MediaType, long Length, string Url)
{
    /// <summary>From a reference; null stays null.</summary>
    public static ArtifactAnswer? Of(ArtifactReference? reference) =>
        reference is null ? null : new(reference.Sha256, reference.MediaType, reference.Length, $"/api/v1/artifacts/{reference.Sha256}");
}
