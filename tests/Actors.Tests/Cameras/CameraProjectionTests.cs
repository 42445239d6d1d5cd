using System.Text.Json;
using Fresnel.Actors.Cameras.Views;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Fresnel.Storage.Events;
using Fresnel.Storage.Projections;
using static Fresnel.Actors.Tests.Cameras.Sample;

namespace Fresnel.Actors.Tests.Cameras;

public sealed class CameraProjectionTests
{
    private static readonly ArtifactReference Clip = new(new string('c', 64), "video/mp4", 99);

    [Fact]
    public void Camera_ThroughItsLife_IsFolded()
    {
        var documents = Fold(
            new CameraEvents.Created(Settings, At(0)),
            new CameraEvents.Enabled(At(0)),
            new CameraEvents.SettingsChanged(Settings with { Title = "Yard" }, 2, At(1)),
            new CameraEvents.OutageStarted(1, At(2), OutageReason.Stalled, "no frames"));

        var camera = documents.Get<CameraViews.Camera>("camera/yard");
        Assert.Equal(CameraStatus.Enabled, camera.Status);
        Assert.Equal("Yard", camera.Settings.Title);
        Assert.Equal(2, camera.SettingsVersion);
        Assert.Equal(4, camera.Seq);
        Assert.Equal(new CameraViews.Outage("yard", 1, At(2), null, OutageReason.Stalled, "no frames"), camera.OpenOutage);
        Assert.Null(documents.Get<CameraViews.Watch>("watch/yard/1").To);
    }

    [Fact]
    public void Camera_PausedAndResumed_ShowsThePauseWhileItLasts()
    {
        CameraEvent[] paused = [new CameraEvents.Created(Settings, At(0)), new CameraEvents.Enabled(At(0)), new CameraEvents.Paused(1, At(5), 10, "signal 11", At(305))];

        Assert.Equal(new CameraViews.Pause(1, At(5), At(305), 10, "signal 11"), Fold(paused).Get<CameraViews.Camera>("camera/yard").OpenPause);
        Assert.Null(Fold([.. paused, new CameraEvents.Resumed(1, At(9), ResumeReason.Enabled)]).Get<CameraViews.Camera>("camera/yard").OpenPause);
        Assert.Null(Fold([.. paused, new CameraEvents.Disabled(At(9))]).Get<CameraViews.Camera>("camera/yard").OpenPause);
    }

    [Fact]
    public void Outage_Ended_HasBothTimes()
    {
        var documents = Fold(
            new CameraEvents.Created(Settings, At(0)),
            new CameraEvents.OutageStarted(1, At(2), OutageReason.Stalled, "no frames"),
            new CameraEvents.OutageEnded(1, At(7)));

        Assert.Null(documents.Get<CameraViews.Camera>("camera/yard").OpenOutage);
        Assert.Equal(At(7), documents.Get<CameraViews.Outage>("outage/yard/1").EndedAt);
    }

    [Fact]
    public void Episode_ClosedWithClip_HasEverything()
    {
        var documents = Fold(
            new CameraEvents.Created(Settings, At(0)),
            new CameraEvents.EpisodeOpened(1, At(3), "person", 7),
            new CameraEvents.SnapshotAttached(1, Clip with { MediaType = "image/jpeg" }, At(4)),
            new CameraEvents.EpisodeClosed(1, At(9), EpisodeEnd.Quiet, 3, 2, 9),
            new CameraEvents.ClipAttached(1, Clip, At(0), At(11)));

        var episode = documents.Get<CameraViews.Episode>("episode/yard/1");
        Assert.Equal((At(3), At(9), EpisodeEnd.Quiet, 3, 2), (episode.StartedAt, episode.EndedAt, episode.End, episode.Tracks, episode.MostAtOnce));
        Assert.Equal(Clip, episode.Clip);
        Assert.Equal("image/jpeg", episode.Snapshot!.MediaType);
        Assert.Equal(9, documents.Get<CameraViews.Camera>("camera/yard").LastTrack);
    }

    [Fact]
    public void Watch_OfADeletedCamera_IsEnded()
    {
        var documents = Fold(new CameraEvents.Created(Settings, At(0)), new CameraEvents.Enabled(At(1)), new CameraEvents.Deleted(At(5)));

        Assert.Equal(At(5), documents.Get<CameraViews.Watch>("watch/yard/1").To);
    }

    private static Documents Fold(params CameraEvent[] events)
    {
        var documents = new Documents();
        var projection = new CameraProjection();
        for (var i = 0; i < events.Length; i++)
        {
            var stored = new StoredEvent(default, new EntityId("camera", "yard"), i + 1, 1, Noon, default, null);
            projection.Apply(stored, events[i], documents);
        }

        return documents;
    }

    private sealed class Documents : IProjectionDocuments
    {
        private readonly Dictionary<string, string> json = [];

        public T Get<T>(string key)
            where T : class => Find<T>(key) ?? throw new KeyNotFoundException(key);

        public T? Find<T>(string key)
            where T : class => json.TryGetValue(key, out var text) ? JsonSerializer.Deserialize<T>(text) : null;

        public void Put<T>(string key, string sortKey, T document)
            where T : class => json[key] = JsonSerializer.Serialize(document);

        public void Delete(string key) => json.Remove(key);
    }
}
