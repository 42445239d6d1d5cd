using System.Collections.Concurrent;
using Fresnel.Messages;

namespace Fresnel.Engine.Driver.Load;

/// <summary>
/// What the callers of a run sent and were answered, kept on their side. Thread-safe; reading it gives what is there by then.
/// </summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<IssuedCommand> commands = new();
    private readonly ConcurrentQueue<Attempt> attempts = new();
    private readonly ConcurrentDictionary<EntityId, Attempt> newest = new();
    private int finals;

    /// <summary>Every command that was sent, in the order of sending.</summary>
    public IReadOnlyCollection<IssuedCommand> Commands => commands;

    /// <summary>Every sending that ended, in the order of ending.</summary>
    public IReadOnlyCollection<Attempt> Attempts => attempts;

    /// <summary>How many final answers came.</summary>
    public int Finals => Volatile.Read(ref finals);

    /// <summary>The newest final answer of each entity.</summary>
    public IReadOnlyDictionary<EntityId, Attempt> Newest => newest;

    /// <summary>Notes a command before it is sent.</summary>
    public void Add(IssuedCommand command) => commands.Enqueue(command);

    /// <summary>Notes what came of a sending.</summary>
    public void Add(Attempt attempt)
    {
        attempts.Enqueue(attempt);
        if (!attempt.IsFinal) return;
        Interlocked.Increment(ref finals);
        newest.AddOrUpdate(
            attempt.Command.Entity,
            static (_, added) => added,
            static (_, kept, added) => added.Answer!.Activation >= kept.Answer!.Activation ? added : kept,
            attempt);
    }
}
