namespace Fresnel.Entities.Formation;

/// <summary>Until when this process certainly holds the lease, by the monotonic clock. Thread-safe.</summary>
internal sealed class LeaseHold(TimeProvider time, FormationTimes times)
{
    private readonly Lock gate = new();
    private long since;
    private bool taken;

    /// <summary>Whether this process holds the lease.</summary>
    public bool IsHeld
    {
        get
        {
            lock (gate) return taken && time.GetElapsedTime(since) < times.Lease;
        }
    }

    /// <summary>Records that the lease was taken or renewed.</summary>
    /// <param name="asked">The timestamp before the statement was sent.</param>
    public void Took(long asked)
    {
        lock (gate) (since, taken) = (asked, true);
    }

    /// <summary>Records that somebody else holds the lease.</summary>
    public void Lost()
    {
        lock (gate) taken = false;
    }
}
