using Fresnel.Actors.Cameras;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using static Fresnel.Actors.Tests.Cameras.Sample;

namespace Fresnel.Actors.Tests.Cameras;

/// <summary>Whatever is asked of a camera in whatever order, its events tell a story that makes sense.</summary>
public sealed class CameraStateProperties
{
    /// <summary>The codes that docs/api.md and callers know.</summary>
    private static readonly string[] RefusalCodes = ["already-exists", "camera-not-found", "settings-invalid", "version-conflict"];

    [Fact]
    public void AnyCommands_KeepTheInvariants()
    {
        var seed = Environment.TickCount;
        for (var round = 0; round < 300; round++) AssertStoryMakesSense(seed + round, clockIsSet: false);
    }

    [Fact]
    public void AnyCommands_WhileTheClockIsSetForwardAndBack_KeepTheInvariants()
    {
        var seed = Environment.TickCount;
        for (var round = 0; round < 300; round++) AssertStoryMakesSense(seed + round, clockIsSet: true);
    }

    private static void AssertStoryMakesSense(int seed, bool clockIsSet)
    {
        var ahead = 0;
        var random = new Random(seed);
        var state = CameraState.Initial;
        var story = new List<CameraEvent>();
        for (var step = 0; step < 80; step++)
        {
            if (clockIsSet && random.Next(10) == 0) ahead += random.Next(-3600, 3600);
            var decision = state.Decide(Next(random, step + ahead), At(step + ahead));
            if (decision.Refusal is { } refusal)
            {
                Assert.True(decision.Events.Count == 0 && decision.Effects.Count == 0, $"seed {seed}: a refusal wrote events or had effects");
                Assert.True(RefusalCodes.Contains(refusal.Code), $"seed {seed}: refused with the unknown code '{refusal.Code}'");
            }

            story.AddRange(decision.Events);
            state = Apply(state, decision);
        }

        Assert.True(state == story.Aggregate(CameraState.Initial, static (folded, @event) => folded.Apply(@event)), $"seed {seed}: the fold differs");
        AssertNumbered(seed, story.OfType<CameraEvents.EpisodeOpened>().Select(e => e.Episode));
        AssertNumbered(seed, story.OfType<CameraEvents.EpisodeClosed>().Select(e => e.Episode));
        AssertNumbered(seed, story.OfType<CameraEvents.OutageStarted>().Select(e => e.Outage));
        AssertNumbered(seed, story.OfType<CameraEvents.OutageEnded>().Select(e => e.Outage));
        AssertOutagesDoNotOverlap(seed, story);
        AssertNothingEndsBeforeItBegan(seed, story);
        AssertVersionsFollow(seed, story);
        Assert.True(state.Outage is null || state.Life is CameraStatus.Enabled, $"seed {seed}: an outage of a camera that is not enabled");
        AssertNumbered(seed, story.OfType<CameraEvents.Paused>().Select(e => e.Pause));
        AssertPausesMakeSense(seed, story);
        Assert.True(state.Pause is null || (state.Life is CameraStatus.Enabled && state.Outage is not null), $"seed {seed}: paused, and not enabled or with frames");
        Assert.True(state.Pause is null || state.PendingEffects.First() is CameraEffects.Rest, $"seed {seed}: paused, and not at rest");
        Assert.True(state.PendingClips.Select(clip => clip.Episode).Distinct().Count() == state.PendingClips.Count, $"seed {seed}: a clip is pending twice");
    }

    private static void AssertNumbered(int seed, IEnumerable<long> numbers)
    {
        var all = numbers.ToArray();
        Assert.True(all.SequenceEqual(Enumerable.Range(1, all.Length).Select(n => (long)n)), $"seed {seed}: numbered {string.Join(",", all)}");
    }

    private static void AssertOutagesDoNotOverlap(int seed, List<CameraEvent> story)
    {
        var before = DateTimeOffset.MinValue;
        foreach (var @event in story)
        {
            var at = @event switch { CameraEvents.OutageStarted e => e.Since, CameraEvents.OutageEnded e => e.At, _ => before };
            Assert.True(at >= before, $"seed {seed}: outages run backwards at {@event}");
            before = at;
        }
    }

    private static void AssertPausesMakeSense(int seed, List<CameraEvent> story)
    {
        CameraEvents.Paused? open = null;
        foreach (var @event in story)
        {
            switch (@event)
            {
                case CameraEvents.Paused paused:
                    Assert.True(open is null, $"seed {seed}: pause {paused.Pause} within pause {open?.Pause}");
                    Assert.InRange(paused.Until - paused.At, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60));
                    open = paused;
                    break;
                case CameraEvents.Resumed resumed:
                    Assert.True(open?.Pause == resumed.Pause && resumed.At >= open.At, $"seed {seed}: {resumed} does not end {open}");
                    open = null;
                    break;
                case CameraEvents.Disabled or CameraEvents.Deleted:
                    open = null;
                    break;
                case CameraEvents.OutageEnded:
                    Assert.True(open is null || story.SkipWhile(e => !ReferenceEquals(e, @event)).Skip(1).FirstOrDefault() is CameraEvents.Disabled or CameraEvents.Deleted, $"seed {seed}: frames in a pause");
                    break;
            }
        }
    }

    // Episodes and enabled time may overlap in wall time where the clock was set back, but one is open at a time and none is negative.
    private static void AssertNothingEndsBeforeItBegan(int seed, List<CameraEvent> story)
    {
        DateTimeOffset? episode = null, enabled = null;
        foreach (var @event in story)
        {
            switch (@event)
            {
                case CameraEvents.EpisodeOpened opened:
                    Assert.True(episode is null, $"seed {seed}: two episodes are open at {opened}");
                    episode = opened.At;
                    break;
                case CameraEvents.EpisodeClosed closed:
                    Assert.True(closed.At >= episode, $"seed {seed}: {closed} of an episode that began {episode}");
                    episode = null;
                    break;
                case CameraEvents.Enabled e:
                    Assert.True(enabled is null, $"seed {seed}: enabled twice at {e}");
                    enabled = e.At;
                    break;
                case CameraEvents.Disabled { At: var at }:
                    Assert.True(at >= enabled, $"seed {seed}: disabled {at}, enabled {enabled}");
                    enabled = null;
                    break;
                case CameraEvents.Deleted { At: var at }:
                    Assert.True(enabled is null || at >= enabled, $"seed {seed}: deleted {at}, enabled {enabled}");
                    enabled = null;
                    break;
            }
        }
    }

    private static void AssertVersionsFollow(int seed, List<CameraEvent> story)
    {
        long version = 0;
        foreach (var @event in story)
        {
            switch (@event)
            {
                case CameraEvents.Created:
                    version++;
                    break;
                case CameraEvents.SettingsChanged { Version: var next }:
                    Assert.True(next == ++version, $"seed {seed}: settings version {next} after {version - 1}");
                    break;
                case CameraEvents.SettingsRolledBack { Version: var next }:
                    Assert.True(next == ++version, $"seed {seed}: settings version {next} after {version - 1}");
                    break;
            }
        }
    }

    private static CameraCommand Next(Random random, int step)
    {
        var when = At(step + random.Next(-20, 20));
        return random.Next(16) switch
        {
            0 or 1 => new CameraCommands.Create(Settings with { Recording = random.Next(2) == 0 }, random.Next(4) > 0),
            2 => new CameraCommands.Change(Settings with { Title = $"title {random.Next(3)}", AnalysisFps = random.Next(8) }, random.Next(3) == 0 ? random.Next(5) : null),
            3 => new CameraCommands.Enable(),
            4 => random.Next(3) == 0 ? new CameraCommands.Disable() : new CameraCommands.Enable(),
            5 => random.Next(6) == 0 ? new CameraCommands.Delete() : new CameraCommands.Enable(),
            6 => new CameraCommands.ReportOutage(when, OutageReason.Stalled, "no frames"),
            7 => new CameraCommands.ReportRecovery(when),
            8 => new CameraCommands.OpenEpisode(when, random.Next(1, 50)),
            9 => new CameraCommands.CloseEpisode(when, EpisodeEnd.Quiet, 1, 1, random.Next(1, 50)),
            10 => new CameraCommands.AttachClip(random.Next(5), new ArtifactReference(new string('b', 64), "video/mp4", 5), when, when),
            11 => new CameraCommands.AbandonClip(random.Next(5), "no"),
            12 or 13 => new CameraCommands.ReportCrashes(random.Next(3) == 0 ? null : when, 10, "crashed", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)),
            14 => new CameraCommands.Resume(random.Next(4)),
            _ => new CameraCommands.RollBackSettings(random.Next(5), "no"),
        };
    }
}
