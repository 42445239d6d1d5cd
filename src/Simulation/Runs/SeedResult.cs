using Fresnel.Simulation.Checks;
using Fresnel.Simulation.Faults;

namespace Fresnel.Simulation.Runs;

/// <summary>How the world of one seed went.</summary>
internal sealed record SeedResult
{
    public required int Seed { get; init; }

    /// <summary>Over everything that happened: equal for equal runs.</summary>
    public required ulong Hash { get; init; }

    /// <summary>How much happened.</summary>
    public required long Steps { get; init; }

    /// <summary>Commands that were answered.</summary>
    public required int Commands { get; init; }

    /// <summary>Attempts that callers made for them.</summary>
    public required int Attempts { get; init; }

    /// <summary>Events in the journal at the end.</summary>
    public required int Events { get; init; }

    /// <summary>The faults, by kind.</summary>
    public required IReadOnlyDictionary<FaultKind, int> Faults { get; init; }

    /// <summary>The promise found broken; null where all held.</summary>
    public required Violation? Violation { get; init; }
}
