namespace Fresnel.Clustering.Hosting;

/// <summary>What a node has done since it started.</summary>
internal sealed class HostCounters
{
    private long _handled;
    private long _failed;
    private long _renewals;
    private int _running;

    public long Handled => Interlocked.Read(ref _handled);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Batons given back for renewal, whether they came back or not.</summary>
    public long Renewals => Interlocked.Read(ref _renewals);

    public int Running => Volatile.Read(ref _running);

    public void CountHandled() => Interlocked.Increment(ref _handled);

    public void CountFailed() => Interlocked.Increment(ref _failed);

    public void CountRenewal() => Interlocked.Increment(ref _renewals);

    public void CountStarted() => Interlocked.Increment(ref _running);

    public void CountEnded() => Interlocked.Decrement(ref _running);
}
