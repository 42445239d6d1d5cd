using Fresnel.Kernel;
using Fresnel.Media;
using Fresnel.Media.Recording;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Microsoft.Extensions.Logging;

namespace Fresnel.Actors.Cameras.Recording;

/// <summary>
/// Makes the clips of closed episodes out of the camera's segments, one at a time, once the segments are complete; and
/// deletes old segments. A clip that fails is tried three times, then given up and said so.
/// </summary>
internal sealed class ClipActor(string camera, string segments, TimeSpan keepFor, CameraServices services, CameraLink link) : Actor<ClipMessage>
{
    private const int Attempts = 3;

    /// <summary>After a span's end, the segment that holds it must first be closed: its length, and a key frame's distance.</summary>
    private static readonly TimeSpan SegmentLag = TimeSpan.FromSeconds(4);

    /// <summary>No clip's end lies further ahead than the longest post-roll: one that seems to was asked for before the clock was set back.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60) + SegmentLag;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TidyInterval = TimeSpan.FromSeconds(30);

    private readonly ClipMaker maker = new(new ClipOptions(), services.Ffmpeg, services.Time, services.Loggers.CreateLogger<ClipMaker>());
    private readonly ILogger logger = services.Loggers.CreateLogger<ClipActor>();
    private readonly SortedDictionary<long, PendingClip> waiting = [];
    private readonly Dictionary<long, int> attempts = [];
    private RecordingFolder folder = FolderOf(segments, keepFor, services);
    private PendingClip? inWork;

    /// <inheritdoc />
    protected override ValueTask OnStartedAsync()
    {
        Context.Timers.StartPeriodic("tidy", new ClipMessages.Tidy(), TidyInterval);
        return default;
    }

    /// <inheritdoc />
    protected override ValueTask ReceiveAsync(ClipMessage message)
    {
        switch (message)
        {
            case ClipMessages.Make make:
                if (inWork?.Episode != make.Clip.Episode) waiting[make.Clip.Episode] = make.Clip;
                StartNext();
                break;
            case ClipMessages.Keep keep:
                folder = FolderOf(segments, keep.For, services);
                break;
            case ClipMessages.Next:
                StartNext();
                break;
            case ClipMessages.Finished finished:
                OnFinished(finished);
                break;
            case ClipMessages.Tidy:
                Context.PipeToSelf(_ => Task.FromResult(folder.Prune()), _ => new ClipMessages.Tidied(null), fault => new ClipMessages.Tidied(fault.Message));
                break;
            case ClipMessages.Tidied { Problem: { } problem }:
                CameraLog.TidyFailed(logger, camera, problem);
                break;
        }

        return default;
    }

    private static RecordingFolder FolderOf(string segments, TimeSpan keepFor, CameraServices services) =>
        new(new RecordingOptions { Folder = segments, KeepFor = keepFor }, services.Time, services.Loggers.CreateLogger<RecordingFolder>());

    private void StartNext()
    {
        if (inWork is not null || waiting.Count == 0) return;
        var clip = waiting.First().Value;
        var wait = clip.To + SegmentLag - services.Time.GetUtcNow();
        if (wait > TimeSpan.Zero && wait <= LongestWait)
        {
            Context.Timers.StartSingle("next", new ClipMessages.Next(), wait);
            return;
        }

        waiting.Remove(clip.Episode);
        inWork = clip;
        Context.PipeToSelf(
            stopping => MakeAsync(clip, stopping),
            _ => new ClipMessages.Finished(clip.Episode, null),
            fault => new ClipMessages.Finished(clip.Episode, fault is MediaException or IOException ? fault.Message.Replace(services.TemporaryFolder, "", StringComparison.Ordinal) : fault.Message));
    }

    private void OnFinished(ClipMessages.Finished finished)
    {
        var clip = inWork!;
        inWork = null;
        if (finished.Problem is { } problem)
        {
            var attempt = attempts.GetValueOrDefault(finished.Episode) + 1;
            attempts[finished.Episode] = attempt;
            CameraLog.ClipFailed(logger, camera, finished.Episode, attempt, problem);
            if (attempt < Attempts)
            {
                waiting[finished.Episode] = clip;
                Context.Timers.StartSingle("next", new ClipMessages.Next(), RetryPause);
                return;
            }

            link.Report(new CameraCommands.AbandonClip(finished.Episode, problem));
        }

        attempts.Remove(finished.Episode);
        StartNext();
    }

    private async Task<bool> MakeAsync(PendingClip wanted, CancellationToken stopping)
    {
        await services.ClipSlots.WaitAsync(stopping).ConfigureAwait(false);
        try
        {
            var path = Path.Combine(services.TemporaryFolder, $"{camera}-{wanted.Episode}.mp4");
            var clip = await maker.MakeAsync(folder, wanted.From, wanted.To, path, stopping).ConfigureAwait(false);
            if (clip is null)
            {
                link.Report(new CameraCommands.AbandonClip(wanted.Episode, "nothing of it was recorded"));
                return false;
            }

            var artifact = await services.Artifacts.PutFileAsync(clip.Path, "video/mp4", move: true, stopping).ConfigureAwait(false);
            link.Report(new CameraCommands.AttachClip(wanted.Episode, new ArtifactReference(artifact.Id.ToString(), artifact.MediaType, artifact.Length), clip.From, clip.To));
            CameraLog.ClipStored(logger, camera, wanted.Episode, artifact.Length);
            return true;
        }
        finally
        {
            services.ClipSlots.Release();
        }
    }
}
