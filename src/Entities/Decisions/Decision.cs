using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Decisions;

/// <summary>
/// Makes decisions: <c>Decision.Accept(new Enabled(now))</c>, <c>Decision.Nothing("already enabled")</c>,
/// <c>Decision.Refuse("no-such-model", "…")</c>.
/// Converts to a <see cref="Decision{TEvent}"/> where one is returned.
/// </summary>
public sealed class Decision
{
    private Decision(string code, string? detail, bool refused, IReadOnlyList<IEntityEvent> events, IReadOnlyList<IEffect> effects)
    {
        Code = code;
        Detail = detail;
        Refused = refused;
        Events = events;
        Effects = effects;
    }

    internal string Code { get; }

    internal string? Detail { get; }

    internal bool Refused { get; }

    internal IReadOnlyList<IEntityEvent> Events { get; }

    internal IReadOnlyList<IEffect> Effects { get; }

    /// <summary>The command is carried out by these events.</summary>
    public static Decision Accept(params IReadOnlyList<IEntityEvent> events) => new(AnswerCodes.Done, null, false, events, []);

    /// <summary>Nothing needs to happen; the detail says why: <c>already enabled</c>.</summary>
    public static Decision Nothing(string detail) => new(AnswerCodes.Unchanged, detail, false, [], []);

    /// <summary>The command is refused, and stays refused when it is sent again under the same id.</summary>
    /// <param name="code">Stable and machine-readable: <c>no-such-model</c>.</param>
    /// <param name="message">One sentence for people: the thing, the value, and what is allowed.</param>
    public static Decision Refuse(string code, string message) => new(code, message, true, [], []);

    /// <summary>The same decision with effects to be carried out once its events are journaled.</summary>
    public Decision Then(params IReadOnlyList<IEffect> effects) => new(Code, Detail, Refused, Events, [.. Effects, .. effects]);
}
