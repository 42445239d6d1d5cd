using Fresnel.Engine.Driver.Machine;

namespace Fresnel.Engine.Scenarios;

/// <summary>How much of a scenario is done.</summary>
internal sealed record ScenarioOptions
{
    /// <summary>How many times the fault is done; null for the scenario's own number.</summary>
    public int? Repeats { get; init; }

    /// <summary>How many entities are under load; null for the scenario's own number.</summary>
    public int? Entities { get; init; }

    /// <summary>How long a fault lasts; null for the scenario's own time.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>Akka's own settings for failure detection and downing.</summary>
    public bool Defaults { get; init; }

    /// <summary>What host processes run; this build where null.</summary>
    public HostProgram? Program { get; init; }

    /// <summary>Further arguments of every host process.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
