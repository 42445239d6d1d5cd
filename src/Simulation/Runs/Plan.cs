using Fresnel.Simulation.Clock;
using Fresnel.Simulation.Faults;

namespace Fresnel.Simulation.Runs;

/// <summary>What one seed's world is made of. Drawn from the seed, so that seeds differ in more than the order of things.</summary>
internal sealed class Plan
{
    public required int Nodes { get; init; }

    /// <summary>Lighthouses, of which one leads.</summary>
    public required int Lighthouses { get; init; }

    public required int Shards { get; init; }

    public required int Entities { get; init; }

    public required int Callers { get; init; }

    /// <summary>Commands of each caller.</summary>
    public required int Commands { get; init; }

    /// <summary>For how long faults are injected.</summary>
    public required TimeSpan Faulty { get; init; }

    /// <summary>For how long the world then rests before the last checks.</summary>
    public required TimeSpan Rest { get; init; }

    /// <summary>The longest pause between two faults.</summary>
    public required TimeSpan FaultEvery { get; init; }

    /// <summary>The faults that this world knows.</summary>
    public required IReadOnlyList<FaultKind> Faults { get; init; }

    /// <summary>How often a holder renews its baton.</summary>
    public required TimeSpan RenewEvery { get; init; }

    public static Plan Draw(Agenda agenda)
    {
        // A few kinds of faults at a time find more than all at once, of which some keep others from having an effect.
        var all = Enum.GetValues<FaultKind>();
        var share = 0.15 + (agenda.Draw(70) / 100.0);
        var faults = all.Where(_ => agenda.Chance(share)).ToArray();
        return new Plan
        {
            Nodes = 2 + agenda.Draw(3),
            Lighthouses = 1 + agenda.Draw(2),
            Shards = 2 + agenda.Draw(5),
            Entities = 3 + agenda.Draw(6),
            Callers = 2 + agenda.Draw(4),
            Commands = 15 + agenda.Draw(20),
            Faulty = agenda.Seconds(20, 60),
            Rest = TimeSpan.FromSeconds(75),
            FaultEvery = agenda.Seconds(2, 12),
            Faults = faults.Length > 0 ? faults : [all[agenda.Draw(all.Length)]],
            RenewEvery = agenda.Chance(0.3) ? agenda.Seconds(5, 20) : TimeSpan.FromMinutes(10),
        };
    }
}
