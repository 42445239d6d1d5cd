using Fresnel.Entities.Formation;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Formation.Tests.Formation;

public sealed class LeaseClaimTests
{
    private static readonly TimeSpan Look = new FormationTimes().Look;

    private readonly CountingTime time = new();
    private readonly LeaseClaim claim;
    private Func<bool> take = () => throw new TimeoutException("the database is away");
    private int asked;

    public LeaseClaimTests() => claim = new LeaseClaim(
        time,
        new FormationTimes(),
        _ =>
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult(take());
        });

    [Fact]
    public async Task FreeLease_IsTakenAtOnce()
    {
        take = () => true;

        Assert.True(await claim.AcquireAsync());
        Assert.False(claim.IsPending);
    }

    [Fact]
    public async Task DatabaseThatIsAway_GivesNoAnswer()
    {
        var answer = claim.AcquireAsync();
        await PassAsync(TimeSpan.FromMinutes(10));

        Assert.False(answer.IsCompleted);
        Assert.True(claim.IsPending);
        Assert.Equal(3001, asked); // every 200 ms
    }

    [Fact]
    public async Task DatabaseThatComesBack_IsAsked()
    {
        var answer = claim.AcquireAsync();
        await PassAsync(TimeSpan.FromMinutes(1));
        take = () => true;
        await PassAsync(Look);

        Assert.True(await answer);
    }

    [Fact]
    public async Task RefusalForLongerThanALeaseLasts_IsANo()
    {
        take = () => false;
        var answer = claim.AcquireAsync();
        await PassAsync(TimeSpan.FromSeconds(4));
        Assert.False(answer.IsCompleted); // the lease of a dead holder may still run out
        await PassAsync(Look);

        Assert.False(await answer.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task RefusalsBeforeAnOutage_DoNotCount()
    {
        take = () => false;
        var answer = claim.AcquireAsync();
        await PassAsync(TimeSpan.FromSeconds(3));
        take = () => throw new TimeoutException();
        await PassAsync(TimeSpan.FromMinutes(1));
        take = () => false;
        await PassAsync(TimeSpan.FromSeconds(3));

        Assert.False(answer.IsCompleted);
    }

    [Fact]
    public async Task AbandonedClaim_IsNeverAnswered()
    {
        var answer = claim.AcquireAsync();
        claim.Abandon();
        take = () => true;
        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.False(answer.IsCompleted);
        Assert.False(claim.IsPending);
    }

    [Fact]
    public async Task NewClaim_TakesThePlaceOfOneThatWaits()
    {
        var first = claim.AcquireAsync();
        take = () => true;
        var second = claim.AcquireAsync();

        Assert.True(await second);
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.False(first.IsCompleted);
    }

    // One look after the other: each question leads to a timer, and each timer to a question, unless nothing waits any more. Time that
    // passed before the timer was made would not count for it.
    private async Task PassAsync(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += Look)
        {
            var before = Volatile.Read(ref asked);
            while (claim.IsPending && time.Timers < before) await Task.Yield();
            time.Advance(Look);
            while (claim.IsPending && Volatile.Read(ref asked) == before) await Task.Yield();
        }
    }

    private sealed class CountingTime : FakeTimeProvider
    {
        private int timers;

        public int Timers => Volatile.Read(ref timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref timers);
            return timer;
        }
    }
}
