using Fresnel.Actors.Cameras;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Fresnel.Messages.Wire;
using static Fresnel.Actors.Tests.Cameras.Sample;

namespace Fresnel.Actors.Tests.Cameras;

public sealed class CameraStateTests
{
    private static readonly CameraCommands.Create Create = new(Settings);

    private static readonly ArtifactReference Artifact = new(new string('a', 64), "video/mp4", 10);

    [Fact]
    public void Create_OfNew_IsEnabledAndWatches()
    {
        var decision = CameraState.Initial.Decide(Create, Noon);

        Assert.Equal([new CameraEvents.Created(Settings, Noon), new CameraEvents.Enabled(Noon)], decision.Events);
        Assert.Equal(new CameraReplies.Done(CameraStatus.Enabled, 1, true), decision.Reply);
        Assert.Equal(new CameraEffects.Watch(Settings, 1), Assert.Single(decision.Effects));
    }

    [Fact]
    public void Create_NotEnabled_DoesNotWatch()
    {
        var decision = CameraState.Initial.Decide(new CameraCommands.Create(Settings, Enabled: false), Noon);

        Assert.Empty(decision.Effects);
        Assert.Equal(CameraStatus.Disabled, Apply(CameraState.Initial, decision).Life);
    }

    [Fact]
    public void Create_OfExisting_IsRefused() => AssertRefused("already-exists", After(Create).Decide(Create, Noon));

    [Fact]
    public void Create_AfterDelete_CarriesNumberingOn()
    {
        var state = After(Create, new CameraCommands.OpenEpisode(At(1), 4), new CameraCommands.CloseEpisode(At(2), EpisodeEnd.Quiet, 1, 1, 4), new CameraCommands.Delete(), Create);

        Assert.Equal(CameraStatus.Enabled, state.Life);
        Assert.Equal(1, state.Episodes);
        Assert.Equal(4, state.LastTrack);
        Assert.Equal(2, state.SettingsVersion);
    }

    [Fact]
    public void Create_OutOfRange_IsRefusedNamingKeyValueAndRange()
    {
        var decision = CameraState.Initial.Decide(new CameraCommands.Create(Settings with { AnalysisFps = 0 }), Noon);

        AssertRefused("settings-invalid", decision);
        Assert.Equal("analysisFps 0 is out of range: 0.1 to 60 frames a second.", decision.Refusal!.Message);
    }

    [Theory]
    [MemberData(nameof(CommandsForAnExistingCamera))]
    public void Command_BeforeCreate_IsRefused(CameraCommand command) => AssertRefused("camera-not-found", CameraState.Initial.Decide(command, Noon));

    public static TheoryData<CameraCommand> CommandsForAnExistingCamera() =>
    [
        new CameraCommands.Change(Settings),
        new CameraCommands.Enable(),
        new CameraCommands.Disable(),
        new CameraCommands.Delete(),
        new CameraCommands.ReportOutage(Noon, OutageReason.Stalled, ""),
    ];

    [Fact]
    public void Change_OfAnotherVersion_IsAConflict() =>
        AssertRefused("version-conflict", After(Create).Decide(new CameraCommands.Change(Settings with { Title = "Yard" }, ExpectedVersion: 7), Noon));

    [Fact]
    public void Change_ToTheSame_ChangesNothing()
    {
        var decision = After(Create).Decide(new CameraCommands.Change(Settings), Noon);

        Assert.Empty(decision.Events);
        Assert.Equal(new CameraReplies.Done(CameraStatus.Enabled, 1, false), decision.Reply);
    }

    [Fact]
    public void Change_WhileEnabled_IsAppliedInPlace()
    {
        var changed = Settings with { QuietSeconds = 9 };

        var decision = After(Create).Decide(new CameraCommands.Change(changed, 1), Noon);

        Assert.Equal(new CameraEvents.SettingsChanged(changed, 2, Noon), Assert.Single(decision.Events));
        Assert.Equal(new CameraEffects.Watch(changed, 2), Assert.Single(decision.Effects));
    }

    [Fact]
    public void Change_OfTheCredentialAlone_IsAChangeAndIsPutToWork()
    {
        var decision = After(Create).Decide(new CameraCommands.Change(Settings, CredentialChanged: true), Noon);

        Assert.Equal(new CameraEvents.SettingsChanged(Settings, 2, Noon), Assert.Single(decision.Events));
        Assert.IsType<CameraEffects.Watch>(Assert.Single(decision.Effects));
    }

    [Fact]
    public void RollBack_OfTheVersionThatFailed_BringsTheFormerSettingsBackUnderANewVersion()
    {
        var state = After(Create, new CameraCommands.Change(Settings with { Model = "nonsense" }));

        var decision = state.Decide(new CameraCommands.RollBackSettings(2, "no such model"), Noon);

        Assert.Equal(new CameraEvents.SettingsRolledBack(2, Settings, 3, "no such model", Noon), Assert.Single(decision.Events));
        Assert.Equal(Settings, Apply(state, decision).Settings);
    }

    [Fact]
    public void RollBack_OfAnOlderVersion_ChangesNothing()
    {
        var state = After(Create, new CameraCommands.Change(Settings with { Title = "a" }), new CameraCommands.Change(Settings with { Title = "b" }));

        Assert.Empty(state.Decide(new CameraCommands.RollBackSettings(2, "late"), Noon).Events);
    }

    [Fact]
    public void Outage_NeverBeginsBeforeTheCameraWasEnabledOrTheLastOneEnded()
    {
        var state = After(Create, new CameraCommands.ReportOutage(At(-100), OutageReason.NodeDown, ""), new CameraCommands.ReportRecovery(At(5)));

        var again = state.Decide(new CameraCommands.ReportOutage(At(3), OutageReason.Stalled, ""), At(6));

        Assert.Equal(new CameraEvents.OutageStarted(2, At(5), OutageReason.Stalled, ""), Assert.Single(again.Events));
    }

    [Fact]
    public void Outage_OfACameraThatNeverHadAFrame_BeginsWhenItWasEnabled()
    {
        var decision = After(Create).Decide(new CameraCommands.ReportOutage(null, OutageReason.Unreachable, ""), At(8));

        Assert.Equal(new CameraEvents.OutageStarted(1, At(0), OutageReason.Unreachable, ""), Assert.Single(decision.Events));
    }

    [Fact]
    public void Disable_DuringAnOutage_EndsIt()
    {
        var state = After(Create, new CameraCommands.ReportOutage(At(1), OutageReason.Stalled, ""));

        var decision = state.Decide(new CameraCommands.Disable(), At(9));

        Assert.Equal([new CameraEvents.OutageEnded(1, At(9)), new CameraEvents.Disabled(At(9))], decision.Events);
        Assert.IsType<CameraEffects.StopWatching>(Assert.Single(decision.Effects));
    }

    [Fact]
    public void CloseEpisode_WithRecording_LeavesAClipToMakeUntilItIsAttached()
    {
        var state = After(Create, new CameraCommands.OpenEpisode(At(10), 1), new CameraCommands.CloseEpisode(At(20), EpisodeEnd.Quiet, 2, 2, 2));

        var clip = Assert.Single(state.PendingClips);
        Assert.Equal(new PendingClip(1, At(7), At(22)), clip);
        Assert.Contains(new CameraEffects.MakeClip(clip), state.PendingEffects);
        var done = Apply(state, state.Decide(new CameraCommands.AttachClip(1, Artifact, At(7), At(22)), Noon));
        Assert.Empty(done.PendingClips);
        Assert.Empty(done.Decide(new CameraCommands.AttachClip(1, Artifact, At(7), At(22)), Noon).Events);
    }

    [Fact]
    public void Status_WhileAClipIsToBeMade_KeepsADisabledCameraRunning()
    {
        var state = After(Create, new CameraCommands.OpenEpisode(At(10), 1), new CameraCommands.Disable());

        Assert.Equal(CameraStatusNames.Finishing, state.Status);
        Assert.True(CameraStatusNames.MustRun(state.Status));
        var closed = Apply(state, state.Decide(new CameraCommands.CloseEpisode(At(12), EpisodeEnd.Stopped, 1, 1, 1), Noon));
        var done = Apply(closed, closed.Decide(new CameraCommands.AbandonClip(1, "nothing recorded"), Noon));
        Assert.Equal(CameraStatusNames.Disabled, done.Status);
        Assert.False(done.MustStay);
    }

    [Fact]
    public void State_ThroughJson_IsTheSame()
    {
        var state = After(Create, new CameraCommands.OpenEpisode(At(10), 1), new CameraCommands.CloseEpisode(At(20), EpisodeEnd.Quiet, 2, 2, 2), new CameraCommands.OpenEpisode(At(30), 3));
        var codec = new WireCodec(typeof(CameraState).Assembly, typeof(CameraEvent).Assembly);

        Assert.Equal(state, codec.Decode(codec.Encode(state)));
    }

    private static void AssertRefused(string code, Decision<CameraEvent> decision)
    {
        Assert.Equal(code, decision.Refusal?.Code);
        Assert.Empty(decision.Events);
        Assert.Empty(decision.Effects);
    }
}
