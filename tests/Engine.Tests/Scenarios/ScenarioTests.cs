using Fresnel.Engine.Scenarios;
using Fresnel.Engine.Tests.Driver;
using Xunit.Abstractions;

namespace Fresnel.Engine.Tests.Scenarios;

/// <summary>
/// The benchmark's scenarios in short forms, on real processes: what they promise must hold on a busy machine, how fast they are is
/// for <c>./fresnel bench engine</c>.
/// </summary>
public sealed class ScenarioTests(ITestOutputHelper output)
{
    [Fact]
    public Task Takeover_OfTwoKills_LosesAndDoublesNothing() =>
        RunAsync(new TakeoverScenario(oldest: false), new ScenarioOptions { Repeats = 2, Entities = 20 });

    [Fact]
    public Task DatabaseKilledAndShutDown_LosesAndDoublesNothing() =>
        RunAsync(new DatabaseKillScenario(), new ScenarioOptions { Entities = 20, Lasts = TimeSpan.FromSeconds(2) });

    [SlowFact]
    public Task TakeoverOfTheOldest_LosesAndDoublesNothing() =>
        RunAsync(new TakeoverScenario(oldest: true), new ScenarioOptions { Repeats = 3 });

    [SlowFact]
    public Task Rolling_FailsNoCommand() => RunAsync(new RollingScenario(), new ScenarioOptions());

    [SlowFact]
    public Task Lighthouses_Killed_MoveNothing() => RunAsync(new LighthouseScenario(), new ScenarioOptions());

    [SlowFact]
    public Task Owner_Frozen_IsReplacedAndEndsWhenItWakes() => RunAsync(new FreezeScenario(), new ScenarioOptions());

    [SlowFact]
    public Task Owner_CutFromPostgres_IsReplacedAndEnds() => RunAsync(new CutScenario(database: true), new ScenarioOptions());

    [SlowNamespaceFact]
    public Task Owner_CutFromOtherMembers_IsReplacedAndEnds() => RunAsync(new CutScenario(database: false), new ScenarioOptions());

    [SlowNamespaceFact]
    public Task Members_ThatRefuseEachOther_StayOneCluster() => RunAsync(new RefusalScenario(), new ScenarioOptions());

    [SlowFact]
    public Task PostgresAway_WhileANodeDies_EndsNobodyElse() => RunAsync(new DatabaseAwayScenario(), new ScenarioOptions());

    [SlowFact]
    public Task ExactlyOnce_UnderFaultsOfEachKind_Holds() => RunAsync(new ExactlyOnceScenario(), new ScenarioOptions { Repeats = 6 });

    [SlowFact]
    public Task Node_AddedAndComeBack_FailsNoCommand() => RunAsync(new AddNodeScenario(), new ScenarioOptions { Repeats = 1 });

    private async Task RunAsync(IScenario scenario, ScenarioOptions options)
    {
        await using var progress = new OutputWriter(output);
        var run = await ScenarioRunner.RunAsync(scenario, options, null, keep: false, progress, default);
        output.WriteLine(Fresnel.Engine.Reports.ReportText.Table(run.Report));
        Assert.Empty(run.Report.Broken);
        var audit = Assert.Single(run.Audits);
        Assert.True(audit is { Rows: > 0, Commands: > 0, Unchanged: > 0, Views: > 0, Activations: > 0 },
            $"the audit looked at too little: {audit}");
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SlowNamespaceFactAttribute : FactAttribute
    {
        public SlowNamespaceFactAttribute() => Skip = SlowTests.Wanted ? new NamespaceFactAttribute().Skip : new SlowFactAttribute().Skip;
    }
}
