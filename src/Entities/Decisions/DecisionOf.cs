using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Decisions;

/// <summary>The pure answer of an entity to a command: an answer, events and effects.</summary>
/// <param name="Code">The code of the answer: <c>done</c>, <c>unchanged</c>, or that of a refusal.</param>
/// <param name="Detail">One sentence for people; null where there is nothing more to say.</param>
/// <param name="Refused">Whether the command is refused.</param>
/// <param name="Events">What happens, in order.</param>
/// <param name="Effects">What is to be done once the events are journaled.</param>
public sealed record Decision<TEvent>(string Code, string? Detail, bool Refused, IReadOnlyList<TEvent> Events,
    IReadOnlyList<IEffect> Effects)
    where TEvent : class, IEntityEvent
{
    /// <summary>Converts a decision, checking that its events are this entity's.</summary>
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

        return new Decision<TEvent>(decision.Code, decision.Detail, decision.Refused, events, decision.Effects);
    }
}
