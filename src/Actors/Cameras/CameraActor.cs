using Fresnel.Clustering.Hosting;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Microsoft.Extensions.Logging;

namespace Fresnel.Actors.Cameras;

/// <summary>
/// A camera: decides by its <see cref="CameraState"/>, and supervises what follows from it: ingest, analysis and recording.
/// </summary>
public sealed class CameraActor : EventSourcedActor<CameraState, CameraCommand, CameraEvent>
{
    /// <summary>The kind in a camera's id.</summary>
    public const string KindName = "camera";

    private static readonly TimeSpan PrepareAgainAfter = TimeSpan.FromSeconds(10);

    private readonly CameraServices services;
    private readonly EntityId id;
    private readonly ILogger logger;
    private CameraChildren? children;
    private CameraHistory? left;

    /// <summary>Makes an instance; it loads itself when started.</summary>
    public CameraActor(EntityEnvironment environment, CameraServices services)
        : base(environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(services);
        this.services = services;
        id = new EntityId(environment.Stream.Kind, environment.Stream.Id);
        logger = services.Loggers.CreateLogger<CameraActor>();
    }

    /// <summary>Cameras as a kind of entity that a node hosts.</summary>
    /// <param name="services">What they need of it; asked for when the first camera is started.</param>
    public static EntityKind Kind(Func<CameraServices> services) => new()
    {
        Name = KindName,
        Create = environment => new CameraActor(environment, services()),
        MustRun = CameraStatusNames.MustRun,
    };

    private sealed record PrepareAgain : EntityMessage;

    private sealed record ChildLost(string Child) : EntityMessage;

    private sealed record PauseOver(long Pause) : EntityMessage;

    /// <inheritdoc />
    protected override async ValueTask PerformAsync(IEffect effect)
    {
        switch (effect)
        {
            case CameraEffects.Watch watch when watch.Version == State.SettingsVersion && State.Life is CameraStatus.Enabled && State.Pause is null:
                await WatchAsync().ConfigureAwait(false);
                break;
            case CameraEffects.Watch:
                break; // superseded by a later change, whose effect follows
            case CameraEffects.Rest rest when State.Pause == rest.Pause:
                await RestAsync(rest.Pause).ConfigureAwait(false);
                break;
            case CameraEffects.Rest:
                break; // over already
            case CameraEffects.StopWatching:
                await StopAsync().ConfigureAwait(false);
                ForgetSegmentsWhereDone();
                break;
            case CameraEffects.MakeClip make:
                Children().MakeClip(make.Clip, State.Settings!);
                break;
            default:
                await base.PerformAsync(effect).ConfigureAwait(false);
                break;
        }
    }

    /// <inheritdoc />
    protected override async ValueTask OnMessageAsync(EntityMessage message)
    {
        switch (message)
        {
            case PrepareAgain when State.Life is CameraStatus.Enabled && State.Pause is null && children?.IsWatching != true:
                await WatchAsync().ConfigureAwait(false);
                break;
            case PrepareAgain:
                break;
            case PauseOver over when State.Pause?.Number == over.Pause:
                Submit(new CameraCommands.Resume(over.Pause));
                Context.Timers.StartSingle("pause", over, PrepareAgainAfter); // should the journal not take it
                break;
            case PauseOver:
                break;
            case ChildLost lost:
                await StopAsync().ConfigureAwait(false);
                FailToPrepare($"its {lost.Child} failed too often", Context.Time.GetUtcNow());
                break;
            default:
                await base.OnMessageAsync(message).ConfigureAwait(false);
                break;
        }
    }

    /// <inheritdoc />
    protected override async ValueTask OnLoadedAsync()
    {
        if (State.Life is not CameraStatus.Enabled && State.Episode is null) return;

        // Whoever ran it before left marks of the last frame seen; from there on nobody watched.
        var history = await CameraHistory.ReadAsync(services.Observations, id, State, Context.Stopping).ConfigureAwait(false);
        left = history;
        CameraLog.GapFound(logger, id.Name, history.LastSeenAt);
        if (State.Life is CameraStatus.Enabled && State.Outage is null)
            Submit(new CameraCommands.ReportOutage(history.LastSeenAt, OutageReason.NodeDown, "no node ran the camera"));
        if (State.Episode is not null)
            Submit(new CameraCommands.CloseEpisode(history.LastSeenAt, EpisodeEnd.Outage, history.EpisodeTracks, history.EpisodeMostAtOnce, history.LastTrack));
    }

    /// <inheritdoc />
    protected override void OnEvent(CameraEvent @event, long seq, DateTimeOffset at)
    {
        var encoded = Environment.Codec.Encode(@event);
        services.Notices.Publish(id, encoded.Type[(encoded.Type.IndexOf('.', StringComparison.Ordinal) + 1)..], encoded.Data);
        if (@event is CameraEvents.ClipAttached or CameraEvents.ClipAbandoned) ForgetSegmentsWhereDone();
    }

    /// <inheritdoc />
    protected override async ValueTask OnStoppingAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await base.OnStoppingAsync().ConfigureAwait(false);
    }

    /// <summary>Watches with the settings that hold; where it already watches, only what they change is started anew.</summary>
    private async ValueTask WatchAsync()
    {
        try
        {
            // Read when it was loaded, and nobody has watched since; or read now, where it has watched in between.
            var history = children?.IsWatching == true ? null : left ?? await CameraHistory.ReadAsync(services.Observations, id, State, Context.Stopping).ConfigureAwait(false);
            left = null;
            await Children().WatchAsync(State, history, Context.Stopping).ConfigureAwait(false);
        }
        catch (CameraNotPreparedException fault)
        {
            CameraLog.NotPrepared(logger, id.Name, State.SettingsVersion, fault.Message);
            if (State.FormerSettings is not null && children?.IsWatching == true) Submit(new CameraCommands.RollBackSettings(State.SettingsVersion, fault.Message));
            else FailToPrepare(fault.Message, since: null);
        }
    }

    /// <summary>Leaves the decoder alone for what is left of the pause; where the clock was set back, not for longer than it was to be.</summary>
    private async ValueTask RestAsync(OpenPause pause)
    {
        CameraLog.Paused(logger, id.Name, pause.Until, pause.Crashes, pause.Detail);
        await Children().RestAsync(pause).ConfigureAwait(false);
        var left = (pause.Until - Context.Time.GetUtcNow()).Ticks;
        Context.Timers.StartSingle("pause", new PauseOver(pause.Number), TimeSpan.FromTicks(Math.Clamp(left, 0, pause.Length.Ticks)));
    }

    private async ValueTask StopAsync()
    {
        if (children is { } running) await running.StopWatchingAsync().ConfigureAwait(false);
    }

    private void ForgetSegmentsWhereDone()
    {
        if (State.Status is CameraStatusNames.Disabled or CameraStatusNames.Deleted && children?.IsWatching != true) Children().ForgetSegments();
    }

    private void FailToPrepare(string problem, DateTimeOffset? since)
    {
        Children().ShowProblem(problem);
        Submit(new CameraCommands.ReportOutage(since, OutageReason.NotPrepared, problem));
        Context.Timers.StartSingle("prepare", new PrepareAgain(), PrepareAgainAfter);
    }

    private CameraChildren Children() => children ??= new CameraChildren(id, Environment.Epoch, services, Context, name => new ChildLost(name));
}
