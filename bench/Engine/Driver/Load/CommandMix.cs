using System.Globalization;
using Fresnel.Engine.Counting;

namespace Fresnel.Engine.Driver.Load;

/// <summary>What an entity is asked, one command after the other: a third is refused or changes nothing.</summary>
/// <param name="seed">Gives the same commands again.</param>
internal sealed class CommandMix(int seed)
{
    private const int Labels = 3;

    // Only for a load's variety: nothing depends on it being hard to guess.
    private readonly Random random = new(seed);
    private string label = "";

    /// <summary>The next command.</summary>
    public CounterCommand Next() => random.Next(12) switch
    {
        < 6 => new CounterCommands.Add(random.Next(1, 10)),
        6 => new CounterCommands.AddAtMost(random.Next(1, (int)CounterState.MostAtOnce + 1)),
        7 => Relabel(),
        < 10 => new CounterCommands.AddAtMost(CounterState.MostAtOnce + random.Next(1, 100)),
        _ => new CounterCommands.SetLabel(label),
    };

    private CounterCommands.SetLabel Relabel()
    {
        string next;
        do next = string.Create(CultureInfo.InvariantCulture, $"label-{random.Next(Labels)}");
        while (next == label);
        return new CounterCommands.SetLabel(label = next);
    }
}
