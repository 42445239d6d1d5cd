using Fresnel.Kernel.Supervision;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Kernel.Tests.Supervision;

public sealed class RestartHistoryTests
{
    [Property]
    public bool Backoff_AnyFailureCountAndJitter_StaysWithinItsBounds(ushort firstMs, ushort moreMs, byte jitterPercent, ushort failures, double random)
    {
        var first = TimeSpan.FromMilliseconds(firstMs + 1);
        var longest = first + TimeSpan.FromMilliseconds(moreMs);
        var jitter = jitterPercent % 101 / 100.0;
        var share = double.IsFinite(random) ? Math.Abs(random) % 1 : 0.5;
        var delay = new Backoff(first, longest, jitter).Delay(failures + 1, share);
        var full = Math.Min(first.Ticks * Math.Pow(2, Math.Min((int)failures, 62)), longest.Ticks);
        return delay.Ticks <= full && delay.Ticks >= (full * (1 - jitter)) - 1 && delay <= longest;
    }

    [Fact]
    public void Backoff_BadSettings_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Backoff(TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Backoff(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SupervisionStrategy { WhenExhausted = Directive.Restart });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SupervisionStrategy { MaxRestarts = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpawnOptions<int> { Capacity = 0 });
    }

    [Property]
    public bool Window_AnyTimesOfFailure_NeverHoldsMoreThanAllowed(byte[] gapsMs, byte allowed)
    {
        ArgumentNullException.ThrowIfNull(gapsMs);
        var time = new FakeTimeProvider();
        var most = allowed % 6;
        var window = TimeSpan.FromMilliseconds(300);
        var strategy = new SupervisionStrategy { MaxRestarts = most, Window = window, Backoff = null };
        var history = new RestartHistory();
        var granted = new List<DateTimeOffset>();
        foreach (var gap in gapsMs)
        {
            time.Advance(TimeSpan.FromMilliseconds(gap));
            var now = time.GetUtcNow();
            var before = granted.Count(at => now - at < window);
            var yes = history.TryRestart(strategy, time, () => 0, out _);
            if (yes != before < most) return false;
            if (yes) granted.Add(now);
        }

        return true;
    }

    [Fact]
    public void Jitter_SameSeed_GivesTheSameDelays()
    {
        Assert.Equal(Delays(5), Delays(5));
        Assert.NotEqual(Delays(5), Delays(6));

        static TimeSpan[] Delays(int seed)
        {
            var random = new Random(seed);
            var history = new RestartHistory();
            var time = new FakeTimeProvider();
            return [.. Enumerable.Range(0, 8).Select(_ => history.TryRestart(SupervisionStrategy.Default, time, random.NextDouble, out var delay) ? delay : default)];
        }
    }
}
