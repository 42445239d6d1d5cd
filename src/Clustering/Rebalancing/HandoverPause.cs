namespace Fresnel.Clustering.Rebalancing;

/// <summary>
/// A baton that was handed over and came straight back: nobody who ranks higher was there to take it. It is not tried again
/// for a while, unless a member has come since. Used by several threads.
/// </summary>
internal sealed class HandoverPause(TimeSpan length, TimeProvider time)
{
    // Whoever had it in between handed it on at once, as one that saw the same heir who does not come for it.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private long handedOver;
    private long handedOverAt;
    private long cameBackAt;
    private volatile bool paused;

    /// <summary>The shard was handed over under an epoch.</summary>
    public void HandedOver(long epoch) => (handedOver, handedOverAt) = (epoch, time.GetTimestamp());

    /// <summary>The shard was claimed again: by the next epoch, where nobody else had it in between.</summary>
    public void Claimed(long epoch)
    {
        if (handedOver != 0 && (epoch == handedOver + 1 || time.GetElapsedTime(handedOverAt) < Soon))
        {
            Interlocked.Exchange(ref cameBackAt, time.GetTimestamp());
            paused = true;
        }

        handedOver = 0;
    }

    /// <summary>Whether a handover may be tried.</summary>
    /// <param name="heirSince">Since when the member has been there to which it would go, by the steady clock; 0 where that is not known.</param>
    public bool MayTry(long heirSince)
    {
        if (!paused) return true;
        var since = Interlocked.Read(ref cameBackAt);
        return heirSince > since || time.GetElapsedTime(since) >= length;
    }
}
