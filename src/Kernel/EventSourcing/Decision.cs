namespace Fresnel.Kernel.EventSourcing;

/// <summary>
/// Makes decisions: <c>Decision.Accept(new Enabled(now))</c>, <c>Decision.Nothing("already enabled")</c>, <c>Decision.Refuse("no-such-model", "…")</c>.
/// Turns into a <see cref="Decision{TEvent}"/> where one is returned.
/// </summary>
public sealed class Decision
{
    private Decision(object reply, IReadOnlyList<object> events, IReadOnlyList<IEffect> effects)
    {
        ReplyMessage = reply;
        Events = events;
        Effects = effects;
    }

    internal object ReplyMessage { get; }

    internal IReadOnlyList<object> Events { get; }

    internal IReadOnlyList<IEffect> Effects { get; }

    /// <summary>The command is done by these events; the reply is <see cref="Done"/> unless another is given.</summary>
    public static Decision Accept(params object[] events) => new(Done.Instance, events, []);

    /// <summary>Nothing needs to happen; the reply says why.</summary>
    public static Decision Nothing(string detail) => new(new Done(detail), [], []);

    /// <summary>Nothing happens; this is the reply (a message with a wire name).</summary>
    public static Decision Answer(object reply) => new(reply, [], []);

    /// <summary>The command is refused, and stays so when delivered again.</summary>
    /// <param name="code">Stable and machine-readable: <c>no-such-model</c>.</param>
    /// <param name="message">One sentence for people: the thing, the value, and what is allowed.</param>
    public static Decision Refuse(string code, string message) => new(new Refusal(code, message), [], []);

    /// <summary>The same with another reply (a message with a wire name).</summary>
    public Decision Reply(object reply) => new(reply, Events, Effects);

    /// <summary>The same with something to do afterwards.</summary>
    public Decision Then(params IEffect[] effects) => new(ReplyMessage, Events, [.. Effects, .. effects]);
}
