namespace Fresnel.Engine.Scenarios;

/// <summary>Something that is done to a cluster, and what is measured meanwhile.</summary>
internal interface IScenario
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>One line for the help.</summary>
    string Summary { get; }

    /// <summary>Runs it.</summary>
    Task RunAsync(ScenarioRun run, CancellationToken cancellationToken);
}
