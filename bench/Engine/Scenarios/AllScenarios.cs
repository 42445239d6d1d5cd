namespace Fresnel.Engine.Scenarios;

/// <summary>Every scenario there is.</summary>
internal static class AllScenarios
{
    /// <summary>The scenarios, in the order of the help.</summary>
    public static IReadOnlyList<IScenario> Create() =>
    [
        new TakeoverScenario(oldest: false),
        new TakeoverScenario(oldest: true),
        new LighthouseScenario(),
        new FreezeScenario(),
        new CutScenario(database: false),
        new CutScenario(database: true),
        new DatabaseKillScenario(),
        new DatabaseAwayScenario(),
        new RefusalScenario(),
        new ExactlyOnceScenario(),
        new RollingScenario(),
        new AddNodeScenario(),
        new MustRunScenario(),
        new IdleEntitiesScenario(),
        new PersistenceScenario(),
        new EventStreamScenario(),
        new ColdStartScenario(),
    ];
}
