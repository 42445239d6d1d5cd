namespace Fresnel.Inference.Batching;

/// <summary>How closely requests follow each other: a mean that takes an eighth of each new gap. Its owner's lock guards it.</summary>
/// <param name="longest">Ticks that a pause counts as at most, so that a burst after it is soon noticed.</param>
internal sealed class ArrivalRate(long longest)
{
    private long last;

    /// <summary>Mean time between requests, ticks; 0 where not yet known.</summary>
    public long Interval { get; private set; }

    /// <summary>A request comes.</summary>
    public void Observe(long now)
    {
        var gap = Math.Min(now - last, longest);
        last = now;
        Interval = Interval == 0 ? Math.Max(gap, 1) : Math.Max(1, Interval + ((gap - Interval) / 8));
    }
}
