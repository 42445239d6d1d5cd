namespace Fresnel.Kernel;

/// <summary>What becomes of the messages that wait when an actor stops.</summary>
public enum StopMode
{
    /// <summary>Those that wait already are handled first; later ones are dead letters.</summary>
    Drain,

    /// <summary>The message in hand is finished (<see cref="IActorContext{TMessage}.Stopping"/> is cancelled), the rest become dead letters.</summary>
    Discard,
}
