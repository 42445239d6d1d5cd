namespace Fresnel.Kernel.EventSourcing;

/// <summary>The pure answer of an entity to a command: a reply, events and effects.</summary>
public sealed class Decision<TEvent>
    where TEvent : class
{
    /// <summary>Creates a decision.</summary>
    public Decision(object reply, IReadOnlyList<TEvent> events, IReadOnlyList<IEffect> effects)
    {
        Reply = reply;
        Events = events;
        Effects = effects;
    }

    /// <summary>What the asker gets: a message with a wire name, <see cref="Done"/>, or a <see cref="Refusal"/>.</summary>
    public object Reply { get; }

    /// <summary>What happens, in order.</summary>
    public IReadOnlyList<TEvent> Events { get; }

    /// <summary>What is to be done once the events are on disk.</summary>
    public IReadOnlyList<IEffect> Effects { get; }

    /// <summary>The refusal, or null.</summary>
    public Refusal? Refusal => Reply as Refusal;

    /// <summary>A decision whose events are checked to be this entity's.</summary>
    /// <exception cref="InvalidCastException">An event is not a <typeparamref name="TEvent"/>.</exception>
    public static implicit operator Decision<TEvent>(Decision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        var events = decision.Events.Count == 0 ? [] : new TEvent[decision.Events.Count];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = decision.Events[i] as TEvent
                ?? throw new InvalidCastException($"{decision.Events[i]?.GetType().Name ?? "null"} is not a {typeof(TEvent).Name}.");
        }

        return new Decision<TEvent>(decision.ReplyMessage, events, decision.Effects);
    }
}
