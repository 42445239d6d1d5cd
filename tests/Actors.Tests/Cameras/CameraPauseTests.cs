using Fresnel.Actors.Cameras;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages.Cameras;
using static Fresnel.Actors.Tests.Cameras.Sample;

namespace Fresnel.Actors.Tests.Cameras;

/// <summary>What a camera decides when its decoder crashes again and again.</summary>
public sealed class CameraPauseTests
{
    private static readonly CameraCommands.Create Create = new(Settings);
    private static readonly CameraCommands.ReportCrashes Crashes = new(At(1), 10, "signal 11", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(12));

    private static CameraState Paused => After(Create, Crashes);

    [Fact]
    public void ReportCrashes_OfEnabled_PausesWithinAnOutageAndRests()
    {
        var decision = After(Create).Decide(Crashes, At(2));

        Assert.Equal(
            [
                new CameraEvents.OutageStarted(1, At(1), OutageReason.DecoderEnded, "signal 11"),
                new CameraEvents.Paused(1, At(2), 10, "signal 11", At(302)),
            ],
            decision.Events);
        Assert.Equal(new CameraEffects.Rest(new OpenPause(1, At(2), 10, "signal 11", At(302))), Assert.Single(decision.Effects));
    }

    [Fact]
    public void ReportCrashes_InAnOutage_LeavesTheOutageOpen()
    {
        var state = After(Create, new CameraCommands.ReportOutage(At(1), OutageReason.DecoderEnded, "ended"));

        Assert.IsType<CameraEvents.Paused>(Assert.Single(state.Decide(Crashes, At(2)).Events));
    }

    [Fact]
    public void ReportCrashes_OfPausedOrDisabled_ChangesNothing()
    {
        AssertUnchanged(Paused.Decide(Crashes, At(3)));
        AssertUnchanged(After(Create, new CameraCommands.Disable()).Decide(Crashes, At(3)));
    }

    [Fact]
    public void Paused_LoadedAgain_RestsAndDoesNotWatch() =>
        Assert.Equal(new CameraEffects.Rest(Paused.Pause!), Assert.Single(Paused.PendingEffects));

    [Fact]
    public void Resume_OfItsPause_WatchesAgain()
    {
        var decision = Paused.Decide(new CameraCommands.Resume(1), At(301));

        Assert.Equal([new CameraEvents.Resumed(1, At(301), ResumeReason.Due)], decision.Events);
        Assert.Equal(new CameraEffects.Watch(Settings, 1), Assert.Single(decision.Effects));
        AssertUnchanged(Paused.Decide(new CameraCommands.Resume(2), At(301)));
        AssertUnchanged(Apply(Paused, decision).Decide(new CameraCommands.Resume(1), At(302)));
    }

    [Fact]
    public void Enable_OfPaused_TriesAtOnce()
    {
        var decision = Paused.Decide(new CameraCommands.Enable(), At(5));

        Assert.Equal([new CameraEvents.Resumed(1, At(5), ResumeReason.Enabled)], decision.Events);
        Assert.Equal(new CameraEffects.Watch(Settings, 1), Assert.Single(decision.Effects));
    }

    [Fact]
    public void Change_OfPaused_TriesAtOnceWithTheNewSettings()
    {
        var changed = Settings with { AnalysisWidth = 640 };
        var decision = Paused.Decide(new CameraCommands.Change(changed), At(5));

        Assert.Equal([new CameraEvents.SettingsChanged(changed, 2, At(5)), new CameraEvents.Resumed(1, At(5), ResumeReason.SettingsChanged)], decision.Events);
        Assert.Equal(new CameraEffects.Watch(changed, 2), Assert.Single(decision.Effects));
    }

    [Fact]
    public void ReportRecovery_OfPaused_IsOld() => AssertUnchanged(Paused.Decide(new CameraCommands.ReportRecovery(At(3)), At(3)));

    [Fact]
    public void Disable_OfPaused_EndsPauseAndOutage()
    {
        var state = After(Create, Crashes, new CameraCommands.Disable());

        Assert.Null(state.Pause);
        Assert.Null(state.Outage);
        Assert.Empty(state.PendingEffects);
        Assert.IsType<CameraEffects.Watch>(Assert.Single(state.Decide(new CameraCommands.Enable(), At(9)).Effects));
    }

    [Fact]
    public void Pauses_ThatFollowSoon_DoubleUpToTheLongest()
    {
        var state = After(Create);
        List<double> minutes = [];
        var now = 10.0;
        for (var i = 0; i < 4; i++)
        {
            state = Apply(state, state.Decide(Crashes, At(now)));
            minutes.Add(state.Pause!.Length.TotalMinutes);
            now += state.Pause.Length.TotalSeconds;
            state = Apply(state, state.Decide(new CameraCommands.Resume(i + 1), At(now)));
            now += 60;
        }

        state = Apply(state, state.Decide(Crashes, At(now + 3600)));
        Assert.Equal([5, 10, 12, 12], minutes);
        Assert.Equal((5, 5), (state.Pause!.Length.TotalMinutes, state.Pause.Number));
    }

    private static void AssertUnchanged(Decision<CameraEvent> decision)
    {
        Assert.Empty(decision.Events);
        Assert.Empty(decision.Effects);
        Assert.False(Assert.IsType<CameraReplies.Done>(decision.Reply).Changed);
    }
}
