namespace Fresnel.Simulation.Network;

/// <summary>How the network and the disks of a simulated world are at the moment.</summary>
internal sealed class Weather
{
    /// <summary>The shortest time of a message on its way.</summary>
    public TimeSpan LeastLatency { get; set; } = TimeSpan.FromMilliseconds(0.1);

    /// <summary>The usual longest one.</summary>
    public TimeSpan MostLatency { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How many messages take far longer, 0 to 1.</summary>
    public double SlowShare { get; set; }

    /// <summary>How long those take at most.</summary>
    public TimeSpan SlowLatency { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>The longest time that a server needs to make something durable.</summary>
    public TimeSpan MostSync { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How many commands, replies and notices the broker delivers twice, 0 to 1.</summary>
    public double DuplicateShare { get; set; }

    /// <summary>How many answers of the journal are lost after what they tell of was done, 0 to 1.</summary>
    public double LostAnswerShare { get; set; }
}
