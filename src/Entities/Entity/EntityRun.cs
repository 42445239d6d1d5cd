using Akka.Actor;
using Fresnel.Entities.Decisions;

namespace Fresnel.Entities.Entity;

/// <summary>
/// The protocol between an entity and what it runs (a camera's pipeline, a run's work): an actor beside the state, which
/// outlives failures of the journal.
/// </summary>
public static class EntityRun
{
    /// <summary>To the runner: the entity's state, after each change and after each recovery.</summary>
    /// <param name="State">The state, of the entity's own type.</param>
    /// <param name="Seq">The sequence number of the last event in it.</param>
    /// <param name="Activation">The activation; what the runner writes elsewhere carries it.</param>
    public sealed record Changed(object State, long Seq, long Activation) : INoSerializationVerificationNeeded;

    /// <summary>To the runner: carry out an effect. May come more than once for the same effect.</summary>
    /// <param name="Effect">The effect.</param>
    /// <param name="Activation">The activation.</param>
    public sealed record Perform(IEffect Effect, long Activation) : INoSerializationVerificationNeeded;

    /// <summary>To the runner: clean up, then stop yourself.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Stop(StopReason Reason) : INoSerializationVerificationNeeded;

    /// <summary>
    /// From the runner to its parent: something happened. Decided as a command without an id: it must be idempotent by what it names. The
    /// runner repeats it until <see cref="Reported"/> comes.
    /// </summary>
    /// <param name="Command">A command of the entity.</param>
    /// <param name="Token">Repeated in the acknowledgement.</param>
    public sealed record Report(object Command, object Token) : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout;

    /// <summary>To the runner: a report was decided, and its events are journaled.</summary>
    /// <param name="Token">The report's token.</param>
    /// <param name="Code">The code of the decision: <c>done</c>, <c>unchanged</c>, or that of a refusal.</param>
    public sealed record Reported(object Token, string Code) : INoSerializationVerificationNeeded;

    /// <summary>Why a runner is stopped.</summary>
    public enum StopReason
    {
        /// <summary>The entity need not run any more.</summary>
        NotWanted,

        /// <summary>The entity moves to another node, or this node stops.</summary>
        HandOver,

        /// <summary>Another activation took over: nothing may be written any more.</summary>
        Fenced,
    }
}
