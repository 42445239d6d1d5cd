namespace Fresnel.Clustering.Hosting;

/// <summary>What a node has done since it started.</summary>
internal sealed class HostCounters
{
    private long handled;
    private long failed;
    private long renewals;
    private int running;

    public long Handled => Interlocked.Read(ref handled);

    public long Failed => Interlocked.Read(ref failed);

    /// <summary>Batons given back for renewal, whether they came back or not.</summary>
    public long Renewals => Interlocked.Read(ref renewals);

    public int Running => Volatile.Read(ref running);

    public void CountHandled() => Interlocked.Increment(ref handled);

    public void CountFailed() => Interlocked.Increment(ref failed);

    public void CountRenewal() => Interlocked.Increment(ref renewals);

    public void CountStarted() => Interlocked.Increment(ref running);

    public void CountEnded() => Interlocked.Decrement(ref running);
}
