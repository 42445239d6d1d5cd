using System.Runtime.CompilerServices;
using Fresnel.Actors.Cameras.Analysis;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Kernel;
using Fresnel.Kernel.Supervision;
using Fresnel.Media;
using Fresnel.Media.Frames;
using Fresnel.Media.Ingest;
using Fresnel.Media.Sources;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Microsoft.Extensions.Logging;

namespace Fresnel.Actors.Cameras.Ingest;

/// <summary>
/// Keeps one decoder running and puts its frames into the slot. A decoder that ends or stalls is an outage, reported with
/// the moment of its last frame, and is started again with jittered backoff; one that crashes again and again is reported
/// as such, and started no more.
/// </summary>
internal sealed class IngestActor(EntityId camera, long epoch, IngestPlan plan, CameraServices services, FrameSlot slot, CameraLive live, CameraLink link) : Actor<IngestMessage>, IDisposable
{
    private static readonly Backoff Pause = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(800), 0.3);

    /// <summary>Cameras lock an account after a few wrong passwords; a new one is tried at once, by a new plan.</summary>
    private static readonly Backoff RefusedPause = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 0.3);
    private static readonly TimeSpan GoodRun = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReportAgainAfter = TimeSpan.FromSeconds(10);

    private readonly ILogger logger = services.Loggers.CreateLogger<IngestActor>();
    private readonly CancellationTokenSource ending = new();
    private Task decoding = Task.CompletedTask;
    private int failures;
    private int refusals;
    private int crashes; // since frames last came for a good run
    private bool connectedBefore;
    private string? lastProblem; // what repeats is logged once
    private DateTimeOffset? lastFrameAt = live.Health.LastFrameAt; // of a decoder with other settings

    /// <inheritdoc />
    protected override ValueTask OnStartedAsync()
    {
        Connect();
        return default;
    }

    /// <inheritdoc />
    protected override ValueTask ReceiveAsync(IngestMessage message)
    {
        switch (message)
        {
            case IngestMessages.Connect:
                Connect();
                break;
            case IngestMessages.Crashed crashed:
                ReportCrashes(crashed.Detail);
                break;
            case IngestMessages.Disconnected disconnected:
                OnDisconnected(disconnected);
                break;
        }

        return default;
    }

    /// <inheritdoc />
    protected override ValueTask OnStoppingAsync() => EndDecodingAsync();

    /// <inheritdoc />
    protected override ValueTask OnRestartingAsync(Exception cause) => EndDecodingAsync();

    /// <inheritdoc />
    public void Dispose() => ending.Dispose();

    private async ValueTask EndDecodingAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await decoding.ConfigureAwait(false);
    }

    private void Connect()
    {
        if (!connectedBefore) live.OnState("starting", "");
        decoding = DecodeAsync(Context.Self, connectedBefore, ending.Token);
        connectedBefore = true;
    }

    private void OnDisconnected(IngestMessages.Disconnected disconnected)
    {
        slot.EndStream();
        lastFrameAt = disconnected.LastFrameAt ?? lastFrameAt;
        var lasted = disconnected.Streamed >= GoodRun;
        failures = lasted ? 1 : failures + 1;
        crashes = (lasted ? 0 : crashes) + (disconnected.End.Crashed ? 1 : 0);
        if (disconnected.End.Crashed) live.OnCrash();
        var reason = Reason(disconnected.End);
        refusals = reason is OutageReason.Unauthorized ? refusals + 1 : 0;
        var wait = refusals > 0 ? RefusedPause.Delay(refusals, Random.Shared.NextDouble()) : Pause.Delay(failures, Random.Shared.NextDouble());
        live.OnState("outage", disconnected.End.Message);
        link.Report(new CameraCommands.ReportOutage(lastFrameAt, reason, disconnected.End.Message));
        if (disconnected.LastFrameAt is not null || lastProblem != disconnected.End.Message) CameraLog.Interrupted(logger, camera.Name, reason.ToString(), disconnected.End.Message);
        lastProblem = disconnected.End.Message;
        if (crashes >= services.Options.CrashesBeforePause) ReportCrashes(disconnected.End.Message);
        else Context.Timers.StartSingle("connect", new IngestMessages.Connect(), wait);
    }

    // The camera answers by stopping this actor; where the journal did not take it, it is asked again.
    private void ReportCrashes(string detail)
    {
        link.Report(new CameraCommands.ReportCrashes(lastFrameAt, crashes, detail, services.Options.FirstPause, services.Options.LongestPause));
        Context.Timers.StartSingle("connect", new IngestMessages.Crashed(detail), ReportAgainAfter);
    }

    /// <summary>Runs one decoder to its end. Its own task: it reads while the actor waits for messages.</summary>
    private async Task DecodeAsync(ActorRef<IngestMessage> self, bool again, CancellationToken stopping)
    {
        await Task.Yield();
        DateTimeOffset? last = null;
        var streamed = TimeSpan.Zero; // monotonic: the wall clock may be set
        long firstAt = 0;
        IngestEnd end;
        try
        {
            var source = plan.ParseSource();
            if (again)
            {
                await ServerReach.WaitAsync(source, services.Time, stopping).ConfigureAwait(false);
                live.OnRestart();
            }

            await using var ingest = VideoIngest.Start(source, plan.Options(source), services.Ffmpeg, services.Time, services.Loggers.CreateLogger<VideoIngest>());
            while (true)
            {
                var read = await ingest.ReadAsync(stopping).ConfigureAwait(false);
                if (!read.HasFrame)
                {
                    end = read.End;
                    break;
                }

                if (last is null) firstAt = OnFirstFrame(read.Frame);
                last = read.Frame.At;
                streamed = services.Time.GetElapsedTime(firstAt, read.Frame.Timestamp);
                live.OnDecoded(read.Frame);
                services.ObservationWriter.Mark(camera, epoch, read.Frame.At); // should the node die, its outage begins here, however slow analysis is
                if (slot.Offer(read.Frame)) live.OnSkipped();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (MediaException fault)
        {
            end = new IngestEnd(IngestEndReason.Failed, fault.Code, fault.Message, null, "");
        }

        if (!stopping.IsCancellationRequested) self.TryTell(new IngestMessages.Disconnected(end, last, streamed), null);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long OnFirstFrame(Frame frame)
    {
        live.OnState("streaming", "");
        link.Report(new CameraCommands.ReportRecovery(frame.At));
        CameraLog.Streaming(logger, camera.Name, frame.Layout.Width, frame.Layout.Height);
        return frame.Timestamp;
    }

    private static OutageReason Reason(IngestEnd end) => (end.Reason, end.Error) switch
    {
        (IngestEndReason.Stalled, _) => OutageReason.Stalled,
        (_, MediaErrorCode.Unauthorized) => OutageReason.Unauthorized,
        (_, MediaErrorCode.ToolMissing) => OutageReason.NotPrepared,
        (_, MediaErrorCode.InvalidSource or MediaErrorCode.NotFound or MediaErrorCode.IsDirectory or MediaErrorCode.AccessDenied
            or MediaErrorCode.Empty or MediaErrorCode.NotAVideo or MediaErrorCode.NoVideoStream
            or MediaErrorCode.Refused or MediaErrorCode.Unreachable or MediaErrorCode.TimedOut) => OutageReason.Unreachable,
        _ => OutageReason.DecoderEnded,
    };
}
