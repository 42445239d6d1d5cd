namespace Fresnel.Kernel.Supervision;

/// <summary>How long to wait before a restart: doubling from the first to the longest, with jitter so that many do not come back at once.</summary>
/// <param name="First">The wait before the first restart; more than zero.</param>
/// <param name="Longest">No wait is longer (jitter included); at least <paramref name="First"/>.</param>
/// <param name="Jitter">The share of the wait that is random, 0 to 1: the wait is between <c>(1 − Jitter)</c> times and once its value. Default 0.2.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest, double Jitter = 0.2)
{
    /// <summary>The wait before the first restart.</summary>
    public TimeSpan First { get; } = First > TimeSpan.Zero
        ? First
        : throw new ArgumentOutOfRangeException(nameof(First), First, "The first wait is more than zero.");

    /// <summary>The longest wait.</summary>
    public TimeSpan Longest { get; } = Longest >= First
        ? Longest
        : throw new ArgumentOutOfRangeException(nameof(Longest), Longest, $"The longest wait is at least the first, {First}.");

    /// <summary>The share of the wait that is random.</summary>
    public double Jitter { get; } = Jitter is >= 0 and <= 1
        ? Jitter
        : throw new ArgumentOutOfRangeException(nameof(Jitter), Jitter, "The jitter is 0 to 1.");

    /// <summary>The wait before a restart.</summary>
    /// <param name="failures">Failures in a row, this one included; from 1.</param>
    /// <param name="random">0 to 1.</param>
    public TimeSpan Delay(int failures, double random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var doubled = First.Ticks * Math.Pow(2, Math.Min(failures - 1, 62));
        var wait = Math.Min(doubled, Longest.Ticks);
        return TimeSpan.FromTicks((long)(wait * (1 - (Jitter * Math.Clamp(random, 0, 1)))));
    }
}
