namespace Fresnel.Entities.Formation;

/// <summary>
/// When this process's row was renewed, by the monotonic clock, which goes on while the process is frozen. (It stands still while the
/// whole machine is suspended.) Thread-safe.
/// </summary>
internal sealed class RenewalClock(TimeProvider time, FormationTimes times)
{
    private readonly Lock gate = new();
    private long renewed = time.GetTimestamp();
    private long unbrokenSince;
    private bool unbroken;
    private bool written;

    /// <summary>The time since the last renewal, or since the start of the process before the first.</summary>
    public TimeSpan Age
    {
        get
        {
            lock (gate) return time.GetElapsedTime(renewed);
        }
    }

    /// <summary>How long the database has answered without a failure on the session that holds the lock; zero if it does not now.</summary>
    public TimeSpan Unbroken
    {
        get
        {
            lock (gate) return unbroken && time.GetElapsedTime(renewed) < times.Broken ? time.GetElapsedTime(unbrokenSince) : TimeSpan.Zero;
        }
    }

    /// <summary>Whether the row exists and was renewed within the last 3 s.</summary>
    public bool IsFresh
    {
        get
        {
            lock (gate) return written && time.GetElapsedTime(renewed) < times.Fresh;
        }
    }

    /// <summary>Records an answer of the database.</summary>
    /// <param name="asked">The timestamp before the question was sent: what it renewed is valid from then.</param>
    /// <param name="row">Whether the row of this process exists.</param>
    public void Answered(long asked, bool row)
    {
        lock (gate)
        {
            renewed = asked;
            written = row;
            if (unbroken) return;
            unbroken = true;
            unbrokenSince = asked;
        }
    }

    /// <summary>Records that the database did not answer, or that the session was lost.</summary>
    public void Failed()
    {
        lock (gate) unbroken = false;
    }
}
