using Fresnel.Messages.Cameras;
using Fresnel.Storage.Events;
using Fresnel.Storage.Projections;

namespace Fresnel.Actors.Cameras.Views;

/// <summary>
/// Folds the cameras' events into documents for readers. Keys: <c>camera/NAME</c>, <c>episode/NAME/NUMBER</c>,
/// <c>outage/NAME/NUMBER</c>, <c>watch/NAME/NUMBER</c>; the latter three sort by the time they began.
/// </summary>
public sealed class CameraProjection : IProjection
{
    /// <summary>The projection's name.</summary>
    public const string ProjectionName = "cameras";

    /// <inheritdoc />
    public string Name => ProjectionName;

    /// <inheritdoc />
    public int Version => 2;

    /// <summary>The key of a camera's document.</summary>
    public static string CameraKey(string camera) => $"camera/{camera}";

    /// <summary>The key of one of a camera's episodes.</summary>
    public static string EpisodeKey(string camera, long number) => $"episode/{camera}/{number}";

    /// <summary>The key of one of a camera's outages.</summary>
    public static string OutageKey(string camera, long number) => $"outage/{camera}/{number}";

    /// <summary>The key of one of the stretches in which a camera was enabled.</summary>
    public static string WatchKey(string camera, long number) => $"watch/{camera}/{number}";

    /// <inheritdoc />
    public bool Reads(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.StartsWith("camera.", StringComparison.Ordinal);
    }

    /// <inheritdoc />
    public void Apply(StoredEvent source, object message, IProjectionDocuments documents)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(documents);
        if (message is not CameraEvent @event) return;
        var name = source.Entity.Name;
        var former = documents.Find<CameraViews.Camera>(CameraKey(name));
        if (former is null && @event is not CameraEvents.Created) return; // nothing precedes a creation
        var camera = Fold(former, @event, name) with { Seq = source.Seq };
        documents.Put(CameraKey(name), name, camera);
        Follow(camera, @event, documents);
    }

    private static CameraViews.Camera Fold(CameraViews.Camera? camera, CameraEvent @event, string name) => @event switch
    {
        CameraEvents.Created e => (camera ?? new(name, CameraStatus.Disabled, e.Settings, 0, e.At, e.At, null, null, 0, 0, 0, 0, null, 0)) with
        {
            Status = CameraStatus.Disabled, Settings = e.Settings, SettingsVersion = (camera?.SettingsVersion ?? 0) + 1, CreatedAt = e.At, ChangedAt = e.At,
        },
        CameraEvents.SettingsChanged e => camera! with { Settings = e.Settings, SettingsVersion = e.Version, ChangedAt = e.At },
        CameraEvents.SettingsRolledBack e => camera! with { Settings = e.Settings, SettingsVersion = e.Version, ChangedAt = e.At },
        CameraEvents.Enabled e => camera! with { Status = CameraStatus.Enabled, ChangedAt = e.At, Watches = camera.Watches + 1 },
        CameraEvents.Disabled e => camera! with { Status = CameraStatus.Disabled, ChangedAt = e.At, OpenPause = null },
        CameraEvents.Deleted e => camera! with { Status = CameraStatus.Deleted, ChangedAt = e.At, OpenPause = null },
        CameraEvents.Paused e => camera! with { OpenPause = new(e.Pause, e.At, e.Until, e.Crashes, e.Detail) },
        CameraEvents.Resumed => camera! with { OpenPause = null },
        CameraEvents.OutageStarted e => camera! with { OpenOutage = new(name, e.Outage, e.Since, null, e.Reason, e.Detail), Outages = e.Outage },
        CameraEvents.OutageEnded => camera! with { OpenOutage = null },
        CameraEvents.EpisodeOpened e => camera! with { OpenEpisode = e.Episode, Episodes = e.Episode, LastTrack = Math.Max(camera.LastTrack, e.Track) },
        CameraEvents.EpisodeClosed e => camera! with { OpenEpisode = null, LastTrack = Math.Max(camera.LastTrack, e.LastTrack) },
        _ => camera!,
    };

    private static void Follow(CameraViews.Camera camera, CameraEvent @event, IProjectionDocuments documents)
    {
        switch (@event)
        {
            case CameraEvents.Enabled e:
                documents.Put(WatchKey(camera.Name, camera.Watches), SortKey.Of(e.At), new CameraViews.Watch(camera.Name, camera.Watches, e.At, null));
                break;
            case CameraEvents.Disabled e:
                EndWatch(camera, e.At, documents);
                break;
            case CameraEvents.Deleted e:
                EndWatch(camera, e.At, documents);
                break;
            case CameraEvents.OutageStarted e:
                documents.Put(OutageKey(camera.Name, e.Outage), SortKey.Of(e.Since), camera.OpenOutage!);
                break;
            case CameraEvents.OutageEnded e when documents.Find<CameraViews.Outage>(OutageKey(camera.Name, e.Outage)) is { } outage:
                documents.Put(OutageKey(camera.Name, e.Outage), SortKey.Of(outage.StartedAt), outage with { EndedAt = e.At });
                break;
            case CameraEvents.EpisodeOpened e:
                var opened = new CameraViews.Episode(camera.Name, e.Episode, e.Label, e.At, null, null, 1, 1, null, null, null, null, null);
                documents.Put(EpisodeKey(camera.Name, e.Episode), SortKey.Of(e.At), opened);
                break;
            case CameraEvents.EpisodeClosed e:
                Update(camera, e.Episode, documents, episode => episode with { EndedAt = e.At, End = e.Reason, Tracks = e.Tracks, MostAtOnce = e.MostAtOnce });
                break;
            case CameraEvents.SnapshotAttached e:
                Update(camera, e.Episode, documents, episode => episode with { Snapshot = e.Artifact });
                break;
            case CameraEvents.ClipAttached e:
                Update(camera, e.Episode, documents, episode => episode with { Clip = e.Artifact, ClipFrom = e.From, ClipTo = e.To, ClipProblem = null });
                break;
            case CameraEvents.ClipAbandoned e:
                Update(camera, e.Episode, documents, episode => episode with { ClipProblem = e.Reason });
                break;
        }
    }

    private static void EndWatch(CameraViews.Camera camera, DateTimeOffset at, IProjectionDocuments documents)
    {
        var key = WatchKey(camera.Name, camera.Watches);
        if (documents.Find<CameraViews.Watch>(key) is { To: null } watch) documents.Put(key, SortKey.Of(watch.From), watch with { To = at });
    }

    private static void Update(CameraViews.Camera camera, long number, IProjectionDocuments documents, Func<CameraViews.Episode, CameraViews.Episode> change)
    {
        var key = EpisodeKey(camera.Name, number);
        if (documents.Find<CameraViews.Episode>(key) is { } episode) documents.Put(key, SortKey.Of(episode.StartedAt), change(episode));
    }
}
