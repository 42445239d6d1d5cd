using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel;

/// <summary>How an actor is run. Immutable; one instance may serve many actors.</summary>
public sealed record SpawnOptions<TMessage>
{
    /// <summary>The defaults: 1,000 messages, full means wait or fail, the parent's strategy.</summary>
    internal static SpawnOptions<TMessage> Default { get; } = new();

    /// <summary>Messages that may wait, 1 to 16,777,216; default 1,000. Memory is taken only as it is needed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range.</exception>
    public int Capacity
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 24);
            field = value;
        }
    } = 1_000;

    /// <summary>What a full mailbox does; default <see cref="Overflow.Wait"/>.</summary>
    public Overflow Overflow { get; init; } = Overflow.Wait;

    /// <summary>
    /// Called once for each message that the actor took over and will never handle: dropped for lack of room, or left when it stopped.
    /// Where a message owns something (a pooled frame), this gives it back. Runs on the thread that dropped it, outside of locks;
    /// must be quick and must not throw.
    /// </summary>
    public Action<TMessage, DropReason>? OnDropped { get; init; }

    /// <summary>The strategy for this actor's failures; null, the default, takes its parent's.</summary>
    public SupervisionStrategy? Supervision { get; init; }

    /// <summary>Messages handled in a row before other actors that wait for a thread get this one, 1 to 10,000; default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range.</exception>
    public int Throughput
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 10_000);
            field = value;
        }
    } = 100;
}
