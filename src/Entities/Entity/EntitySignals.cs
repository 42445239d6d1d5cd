using Akka.Actor;
using Fresnel.Entities.Decisions;

namespace Fresnel.Entities.Entity;

/// <summary>What the parent of an entity and its two children tell each other. All local.</summary>
internal static class EntitySignals
{
    /// <summary>To the parent: the state recovered and is active.</summary>
    /// <param name="Activation">The activation it holds.</param>
    public sealed record Active(long Activation) : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout;

    /// <summary>To the parent: the state after a change, and once after recovery.</summary>
    /// <param name="State">The state.</param>
    /// <param name="MustRun">Whether the entity must run.</param>
    /// <param name="Wanted">The effects that this change asks for.</param>
    /// <param name="Pending">All effects that are still to be done.</param>
    /// <param name="Seq">The last row in it.</param>
    /// <param name="Activation">The activation.</param>
    public sealed record Changed(object State, bool MustRun, IReadOnlyList<IEffect> Wanted, IReadOnlyList<IEffect> Pending, long Seq,
        long Activation) : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout;

    /// <summary>To the parent: the history holds a later activation than the one held here.</summary>
    public sealed record Fenced(long Activation, string By) : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout;

    /// <summary>
    /// To the parent: the state stops because its history could not be read. <paramref name="Damage"/> is null where the database failed.
    /// </summary>
    public sealed record RecoveryFailed(Exception Cause, Exception? Damage) : INoSerializationVerificationNeeded,
        INotInfluenceReceiveTimeout;

    /// <summary>To the parent: the state stops because its snapshot could not be read; it is to recover from the events alone.</summary>
    public sealed record SnapshotUnreadable(string Reason) : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout;

    /// <summary>To the state: stop after what is being journaled.</summary>
    public sealed class StopState : INoSerializationVerificationNeeded
    {
        public static StopState Instance { get; } = new();
    }

    /// <summary>To the state, by its timer: look again whether it may be activated.</summary>
    public sealed class TryActivate : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static TryActivate Instance { get; } = new();
    }

    /// <summary>To the parent, by its timer: start the state.</summary>
    public sealed class StartState : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static StartState Instance { get; } = new();
    }

    /// <summary>To the parent, by its timer: start what the entity runs.</summary>
    public sealed class StartRunner : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static StartRunner Instance { get; } = new();
    }

    /// <summary>To the parent, by its timer: what the entity runs took too long to stop.</summary>
    public sealed class StopOverdue : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        public static StopOverdue Instance { get; } = new();
    }
}
