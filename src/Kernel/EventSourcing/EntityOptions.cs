namespace Fresnel.Kernel.EventSourcing;

/// <summary>How an entity is run.</summary>
public sealed record EntityOptions
{
    /// <summary>Events between snapshots of the state, 1 or more; default 200.</summary>
    public int SnapshotEvery
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 200;

    /// <summary>How long nothing is told before the entity asks to be passivated; more than zero, default 2 min.</summary>
    public TimeSpan PassivateAfter
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMinutes(2);

    /// <summary>Times an append that fails is tried, with the same append id, before the command is answered <see cref="RefusalCodes.StoreUnavailable"/>; 1 to 10, default 3.</summary>
    public int AppendAttempts
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 10);
            field = value;
        }
    } = 3;

    /// <summary>The wait before an append is tried again, doubled each time; zero or more, default 100 ms.</summary>
    public TimeSpan AppendRetryDelay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMilliseconds(100);
}
