using System.Collections.Immutable;
using Akka.Actor.Setup;

namespace Fresnel.Entities.Tests.Support;

/// <summary>How a write goes wrong.</summary>
public enum JournalFault
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>It throws, and nothing was written.</summary>
    Before,

    /// <summary>It throws, but was written.</summary>
    After,
}

/// <summary>Makes the journal of a test misbehave. Thread-safe.</summary>
public sealed class JournalFaults : Setup
{
    private readonly Lock gate = new();
    private readonly Queue<JournalFault> faults = new();
    private TaskCompletionSource? hold;
    private int writes;

    /// <summary>Whether reading throws as a database does that is away.</summary>
    public bool ReadsFail { get; set; }

    /// <summary>Whether reading throws as a row does that cannot be read.</summary>
    public bool Damaged { get; set; }

    /// <summary>The writes that reached the journal.</summary>
    public int Writes => Volatile.Read(ref writes);

    /// <summary>The next writes go wrong, each its way.</summary>
    public void Next(params IReadOnlyList<JournalFault> coming)
    {
        lock (gate)
        {
            foreach (var fault in coming) faults.Enqueue(fault);
        }
    }

    /// <summary>No more writes go wrong.</summary>
    public void Forget()
    {
        lock (gate) faults.Clear();
    }

    /// <summary>Holds the confirmation of writes back until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (gate) hold ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Release()
    {
        TaskCompletionSource? held;
        lock (gate) (held, hold) = (hold, null);
        held?.SetResult();
    }

    /// <summary>Around a journal's write.</summary>
    public async Task<IImmutableList<Exception>> AroundAsync(Func<Task<IImmutableList<Exception>>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        JournalFault fault;
        Task? held;
        lock (gate)
        {
            held = hold?.Task;
            _ = faults.TryDequeue(out fault);
        }

        Interlocked.Increment(ref writes);
        if (fault == JournalFault.Before) throw new IOException("The disk is away.");
        var writing = write(); // at once: the plugin must be on its actor's thread
        if (held is not null) await held;
        var result = await writing;
        return fault == JournalFault.After ? throw new IOException("The answer was lost.") : result;
    }

    /// <summary>Before a journal's read.</summary>
    public void BeforeRead()
    {
        if (Damaged) throw new System.Runtime.Serialization.SerializationException("Row 3 is not what was written.");
        if (ReadsFail) throw new IOException("The disk is away.");
    }
}
