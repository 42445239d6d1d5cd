using Fresnel.Entities.Formation;

namespace Fresnel.Formation.Tests.Formation;

public sealed class JoinDecisionTests
{
    private static readonly MemberKey Self = new("10.0.0.9:8451", 9);
    private static readonly LeaseRow Free = new("", TimeSpan.FromSeconds(-1));
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public void LivingHost_IsJoined()
    {
        var step = Node().Decide(View([Row(1), Row(2, fresh: false)], accepting: [1, 2]));

        Assert.Equal(new JoinStep.Join("10.0.0.1:8451"), step);
    }

    [Fact]
    public void LivingHosts_AreTriedInTurn()
    {
        var view = View([Row(1), Row(2), Row(3)], accepting: [1, 2, 3]);

        var tried = Enumerable.Range(0, 4).Select(round => ((JoinStep.Join)Node().Decide(view with { Round = round })).Endpoint);

        Assert.Equal(["10.0.0.1:8451", "10.0.0.2:8451", "10.0.0.3:8451", "10.0.0.1:8451"], tried);
    }

    [Fact]
    public void FreshRow_OfAClosedPort_IsNotJoined()
    {
        var step = Node().Decide(View([Row(1)], accepting: []));

        Assert.IsType<JoinStep.Form>(step);
    }

    [Fact]
    public void MemberThatHostsNothing_IsNotJoined()
    {
        var step = Node().Decide(View([Row(1, host: false)], accepting: [1]));

        Assert.IsType<JoinStep.Form>(step);
    }

    [Fact]
    public void DismissedMember_IsNotJoined()
    {
        var step = Node().Decide(View([Row(1, dismissed: true)], accepting: [1]));

        Assert.IsType<JoinStep.Form>(step);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(4.9, false)]
    [InlineData(5, true)]
    public void OldRow_OfAnOpenPort_KeepsOthersFromFormingFor5S(double answeredSeconds, bool forms)
    {
        var step = Lighthouse().Decide(View([Row(1, fresh: false)], accepting: [1], answered: TimeSpan.FromSeconds(answeredSeconds)));

        Assert.Equal(forms, step is JoinStep.Form);
        Assert.Equal(!forms, step is JoinStep.Wait);
    }

    [Theory]
    [InlineData(2.9, false)]
    [InlineData(3, true)]
    public void Node_WaitsForALighthouseFor3S(double answeredSeconds, bool forms) =>
        Assert.Equal(forms, Node().Decide(View([], [], answered: TimeSpan.FromSeconds(answeredSeconds))) is JoinStep.Form);

    [Fact]
    public void Lighthouse_FormsAtOnce() => Assert.IsType<JoinStep.Form>(Lighthouse().Decide(View([], [], answered: TimeSpan.Zero)));

    [Fact]
    public void MemberWithoutCoordinators_NeverForms()
    {
        var worker = new JoinDecision(host: false, lighthouse: false, TimeSpan.Zero, new FormationTimes());

        Assert.IsType<JoinStep.Wait>(worker.Decide(View([], [])));
    }

    [Fact]
    public void LeaseOfAnother_IsWaitedFor()
    {
        var held = new LeaseRow("10.0.0.1:8451#1", TimeSpan.FromSeconds(1));

        Assert.IsType<JoinStep.Wait>(Lighthouse().Decide(View([], []) with { Lease = held }));
        Assert.IsType<JoinStep.Form>(Lighthouse().Decide(View([], []) with { Lease = held with { Left = TimeSpan.FromSeconds(-0.1) } }));
        Assert.IsType<JoinStep.Form>(Lighthouse().Decide(View([], []) with { Lease = held with { Owner = Self.ToString() } }));
    }

    private static JoinDecision Node() => new(host: true, lighthouse: false, TimeSpan.FromSeconds(3), new FormationTimes());

    private static JoinDecision Lighthouse() => new(host: true, lighthouse: true, TimeSpan.FromSeconds(3), new FormationTimes());

    private static MemberRow Row(int number, bool host = true, bool fresh = true, bool dismissed = false) =>
        new(new MemberKey($"10.0.0.{number}:8451", number), host, fresh, dismissed);

    private static JoinView View(MemberRow[] others, int[] accepting, TimeSpan? answered = null) =>
        new(others, accepting.Select(number => $"10.0.0.{number}:8451").ToHashSet(), Free, Self, answered ?? Long, Round: 0);
}
