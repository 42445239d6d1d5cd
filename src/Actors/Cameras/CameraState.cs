using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;

namespace Fresnel.Actors.Cameras;

/// <summary>A camera as its events tell it, and what it answers to commands. Pure.</summary>
/// <param name="Life">Where it is in its life.</param>
/// <param name="Settings">The settings that hold; null before the first.</param>
/// <param name="SettingsVersion">Their version, from 1.</param>
/// <param name="FormerSettings">What held before them, for rolling back; null where nothing did.</param>
/// <param name="EnabledAt">When it was last enabled.</param>
/// <param name="Outage">The outage going on, or null.</param>
/// <param name="Outages">The number of the last outage.</param>
/// <param name="OutageEndedAt">When the last outage ended.</param>
/// <param name="Episode">The episode going on, or null.</param>
/// <param name="Episodes">The number of the last episode.</param>
/// <param name="LastTrack">The highest track number the events know of.</param>
/// <param name="PendingClips">Closed episodes whose clip is neither stored nor given up.</param>
/// <param name="Pause">The pause going on, or null.</param>
/// <param name="LastPause">The last pause that is over, or null.</param>
[WireName("camera.state")]
public sealed record CameraState(
    CameraStatus Life,
    CameraSettings? Settings,
    long SettingsVersion,
    CameraSettings? FormerSettings,
    DateTimeOffset EnabledAt,
    OpenOutage? Outage,
    long Outages,
    DateTimeOffset OutageEndedAt,
    OpenEpisode? Episode,
    long Episodes,
    long LastTrack,
    EquatableList<PendingClip> PendingClips,
    OpenPause? Pause = null,
    PastPause? LastPause = null) : IEntityState<CameraState, CameraCommand, CameraEvent>
{
    /// <inheritdoc />
    public static CameraState Initial { get; } =
        new(CameraStatus.Absent, null, 0, null, default, null, 0, default, null, 0, 0, new EquatableList<PendingClip>([]));

    /// <inheritdoc />
    public string? Status => Life switch
    {
        CameraStatus.Absent => null,
        CameraStatus.Enabled => CameraStatusNames.Enabled,
        // Work is left: the entity runs until its clips are made.
        _ when PendingClips.Count > 0 || Episode is not null => CameraStatusNames.Finishing,
        CameraStatus.Disabled => CameraStatusNames.Disabled,
        _ => CameraStatusNames.Deleted,
    };

    /// <inheritdoc />
    public bool MustStay => CameraStatusNames.MustRun(Status);

    /// <inheritdoc />
    public IEnumerable<IEffect> PendingEffects
    {
        get
        {
            if (Life is CameraStatus.Enabled) yield return Pause is { } pause ? new CameraEffects.Rest(pause) : new CameraEffects.Watch(Settings!, SettingsVersion);
            foreach (var clip in PendingClips) yield return new CameraEffects.MakeClip(clip);
        }
    }

    private bool Exists => Life is CameraStatus.Enabled or CameraStatus.Disabled;

    /// <inheritdoc />
    public Decision<CameraEvent> Decide(CameraCommand command, DateTimeOffset now) => command switch
    {
        CameraCommands.Create create => Create(create, now),
        CameraCommands.OpenEpisode open => Open(open),
        CameraCommands.CloseEpisode close => Close(close),
        CameraCommands.AttachSnapshot attach => Attach(attach),
        CameraCommands.AttachClip attach => Finish(attach.Episode, new CameraEvents.ClipAttached(attach.Episode, attach.Artifact, attach.From, attach.To)),
        CameraCommands.AbandonClip abandon => Finish(abandon.Episode, new CameraEvents.ClipAbandoned(abandon.Episode, abandon.Reason)),
        _ when !Exists => Decision.Refuse("camera-not-found", "There is no camera of this name."),
        CameraCommands.Change change => Change(change, now),
        CameraCommands.RollBackSettings back => RollBack(back, now),
        CameraCommands.Enable when Pause is not null => TryAgain(now, ResumeReason.Enabled),
        CameraCommands.Enable when Life is CameraStatus.Enabled => Unchanged(),
        CameraCommands.Enable => Accept([new CameraEvents.Enabled(now)], CameraStatus.Enabled, SettingsVersion)
            .Then(new CameraEffects.Watch(Settings!, SettingsVersion)),
        CameraCommands.Disable when Life is CameraStatus.Disabled => Unchanged(),
        CameraCommands.Disable => Accept([.. EndOutage(now), new CameraEvents.Disabled(Later(now, EnabledAt))], CameraStatus.Disabled, SettingsVersion)
            .Then(new CameraEffects.StopWatching()),
        CameraCommands.Delete => Accept([.. EndOutage(now), new CameraEvents.Deleted(Life is CameraStatus.Enabled ? Later(now, EnabledAt) : now)], CameraStatus.Deleted, SettingsVersion)
            .Then(new CameraEffects.StopWatching()),
        CameraCommands.ReportOutage report => Report(report),
        CameraCommands.ReportCrashes report => Rest(report, now),
        CameraCommands.Resume resume when Pause?.Number == resume.Pause => TryAgain(now, ResumeReason.Due),
        CameraCommands.Resume => Unchanged(),
        CameraCommands.ReportRecovery when Outage is null || Pause is not null => Unchanged(),
        CameraCommands.ReportRecovery recovery => Accept([.. EndOutage(recovery.At)], Life, SettingsVersion),
        _ => throw new UnknownCommandException(command),
    };

    /// <inheritdoc />
    public CameraState Apply(CameraEvent @event) => @event switch
    {
        CameraEvents.Created e => this with { Life = CameraStatus.Disabled, Settings = e.Settings, SettingsVersion = SettingsVersion + 1, FormerSettings = null },
        CameraEvents.SettingsChanged e => this with { Settings = e.Settings, SettingsVersion = e.Version, FormerSettings = Settings },
        CameraEvents.SettingsRolledBack e => this with { Settings = e.Settings, SettingsVersion = e.Version, FormerSettings = null },
        CameraEvents.Enabled e => this with { Life = CameraStatus.Enabled, EnabledAt = e.At },
        CameraEvents.Disabled e => WithoutPause(e.At) with { Life = CameraStatus.Disabled },
        CameraEvents.Deleted e => WithoutPause(e.At) with { Life = CameraStatus.Deleted },
        CameraEvents.OutageStarted e => this with { Outage = new OpenOutage(e.Outage, e.Since), Outages = e.Outage },
        CameraEvents.OutageEnded e => this with { Outage = null, OutageEndedAt = e.At },
        CameraEvents.Paused e => this with { Pause = new OpenPause(e.Pause, e.At, e.Crashes, e.Detail, e.Until) },
        CameraEvents.Resumed e => WithoutPause(e.At),
        CameraEvents.EpisodeOpened e => this with { Episode = new OpenEpisode(e.Episode, e.At), Episodes = e.Episode, LastTrack = Math.Max(LastTrack, e.Track) },
        CameraEvents.EpisodeClosed e => this with
        {
            Episode = null,
            LastTrack = Math.Max(LastTrack, e.LastTrack),
            PendingClips = Settings is { Recording: true } ? PendingClips.Add(PendingClip.Of(e, Episode, Settings)) : PendingClips,
        },
        CameraEvents.SnapshotAttached => this,
        CameraEvents.ClipAttached e => WithoutClip(e.Episode),
        CameraEvents.ClipAbandoned e => WithoutClip(e.Episode),
        _ => throw new UnknownEventException(@event),
    };

    private Decision<CameraEvent> Create(CameraCommands.Create create, DateTimeOffset now)
    {
        if (Exists) return Decision.Refuse("already-exists", "A camera of this name exists.");
        if (CameraSettingsRules.FirstProblem(create.Settings) is { } problem) return Decision.Refuse("settings-invalid", problem);
        var created = new CameraEvents.Created(create.Settings, now);
        var version = SettingsVersion + 1;
        return create.Enabled
            ? Accept([created, new CameraEvents.Enabled(now)], CameraStatus.Enabled, version).Then(new CameraEffects.Watch(create.Settings, version))
            : Accept([created], CameraStatus.Disabled, version);
    }

    private Decision<CameraEvent> Change(CameraCommands.Change change, DateTimeOffset now)
    {
        if (change.ExpectedVersion is { } expected && expected != SettingsVersion)
            return Decision.Refuse("version-conflict", $"The settings are at version {SettingsVersion}, not {expected}.");
        if (CameraSettingsRules.FirstProblem(change.Settings) is { } problem) return Decision.Refuse("settings-invalid", problem);
        if (change.Settings == Settings && !change.CredentialChanged) return Unchanged();
        var version = SettingsVersion + 1;
        var decision = Accept([new CameraEvents.SettingsChanged(change.Settings, version, now), .. EndPause(now, ResumeReason.SettingsChanged)], Life, version);
        return Life is CameraStatus.Enabled ? decision.Then(new CameraEffects.Watch(change.Settings, version)) : decision;
    }

    private Decision<CameraEvent> RollBack(CameraCommands.RollBackSettings back, DateTimeOffset now)
    {
        if (back.Version != SettingsVersion || FormerSettings is not { } former) return Unchanged();
        var version = SettingsVersion + 1;
        var decision = Accept([new CameraEvents.SettingsRolledBack(back.Version, former, version, back.Reason, now)], Life, version);
        return Life is CameraStatus.Enabled && Pause is null ? decision.Then(new CameraEffects.Watch(former, version)) : decision;
    }

    private Decision<CameraEvent> Report(CameraCommands.ReportOutage report)
    {
        if (Life is not CameraStatus.Enabled || Outage is not null) return Unchanged();
        return Accept([.. BeginOutage(report.Since, report.Reason, report.Detail)], Life, SettingsVersion);
    }

    private Decision<CameraEvent> Rest(CameraCommands.ReportCrashes report, DateTimeOffset now)
    {
        if (Life is not CameraStatus.Enabled || Pause is not null) return Unchanged();
        var length = LastPause?.Next(now, report.FirstPause, report.LongestPause) ?? report.FirstPause;
        var pause = new OpenPause((LastPause?.Number ?? 0) + 1, now, report.Crashes, report.Detail, now + length);
        var paused = new CameraEvents.Paused(pause.Number, pause.Since, pause.Crashes, pause.Detail, pause.Until);
        return Accept([.. BeginOutage(report.Since, OutageReason.DecoderEnded, report.Detail), paused], Life, SettingsVersion).Then(new CameraEffects.Rest(pause));
    }

    private Decision<CameraEvent> TryAgain(DateTimeOffset now, ResumeReason reason) =>
        Accept([.. EndPause(now, reason)], Life, SettingsVersion).Then(new CameraEffects.Watch(Settings!, SettingsVersion));

    private IEnumerable<CameraEvent> EndPause(DateTimeOffset now, ResumeReason reason)
    {
        if (Pause is { } pause) yield return new CameraEvents.Resumed(pause.Number, Later(now, pause.Since), reason);
    }

    private CameraState WithoutPause(DateTimeOffset at) =>
        Pause is { } pause ? this with { Pause = null, LastPause = new PastPause(pause.Number, pause.Length, Later(at, pause.Since)) } : this;

    private IEnumerable<CameraEvent> BeginOutage(DateTimeOffset? since, OutageReason reason, string detail)
    {
        if (Outage is null) yield return new CameraEvents.OutageStarted(Outages + 1, Later(since ?? EnabledAt, Later(EnabledAt, OutageEndedAt)), reason, detail);
    }

    private IEnumerable<CameraEvent> EndOutage(DateTimeOffset at)
    {
        if (Outage is { } outage) yield return new CameraEvents.OutageEnded(outage.Number, Later(at, outage.Since));
    }

    private Decision<CameraEvent> Open(CameraCommands.OpenEpisode open) => Life is CameraStatus.Enabled && Episode is null
        ? Accept([new CameraEvents.EpisodeOpened(Episodes + 1, open.At, Settings!.Label, open.Track)], Life, SettingsVersion)
        : Unchanged();

    private Decision<CameraEvent> Close(CameraCommands.CloseEpisode close)
    {
        if (Episode is not { } episode) return Unchanged();
        var closed = new CameraEvents.EpisodeClosed(episode.Number, Later(close.At, episode.Since), close.Reason, close.Tracks, close.MostAtOnce, Math.Max(LastTrack, close.LastTrack));
        var decision = Accept([closed], Life, SettingsVersion);
        return Settings is { Recording: true } ? decision.Then(new CameraEffects.MakeClip(PendingClip.Of(closed, episode, Settings))) : decision;
    }

    private Decision<CameraEvent> Attach(CameraCommands.AttachSnapshot attach) => attach.Episode >= 1 && attach.Episode <= Episodes
        ? Accept([new CameraEvents.SnapshotAttached(attach.Episode, attach.Artifact, attach.TakenAt)], Life, SettingsVersion)
        : Unchanged();

    private Decision<CameraEvent> Finish(long episode, CameraEvent finished) =>
        PendingClips.Any(clip => clip.Episode == episode) ? Accept([finished], Life, SettingsVersion) : Unchanged();

    private CameraState WithoutClip(long episode) => this with { PendingClips = PendingClips.Where(clip => clip.Episode != episode) };

    private Decision Unchanged() => Decision.Answer(new CameraReplies.Done(Life, SettingsVersion, false));

    private static Decision Accept(CameraEvent[] events, CameraStatus life, long version) =>
        Decision.Accept([.. events]).Reply(new CameraReplies.Done(life, version, true));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
