using Fresnel.Entities.Formation;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Formation.Tests.Formation;

public sealed class RenewalClockTests
{
    private readonly FakeTimeProvider time = new();
    private readonly RenewalClock clock;

    public RenewalClockTests() => clock = new RenewalClock(time, new FormationTimes());

    [Fact]
    public void Row_IsFreshFor3SAfterTheQuestionWasSent()
    {
        var asked = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(1)); // the answer took a second
        clock.Answered(asked, row: true);
        Assert.True(clock.IsFresh);
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.True(clock.IsFresh);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.False(clock.IsFresh);
    }

    [Fact]
    public void Row_IsNotFreshBeforeTheFirstRenewalNorOnceItIsGone()
    {
        Assert.False(clock.IsFresh);
        clock.Answered(time.GetTimestamp(), row: true);
        clock.Answered(time.GetTimestamp(), row: false);

        Assert.False(clock.IsFresh);
    }

    [Fact]
    public void Unbroken_GrowsWithEveryAnswer()
    {
        for (var i = 0; i < 10; i++)
        {
            clock.Answered(time.GetTimestamp(), row: true);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TimeSpan.FromSeconds(10), clock.Unbroken);
    }

    [Fact]
    public void Unbroken_IsZeroAfterAFailureAndBeginsAgain()
    {
        clock.Answered(time.GetTimestamp(), row: true);
        time.Advance(TimeSpan.FromSeconds(1));
        clock.Failed();
        Assert.Equal(TimeSpan.Zero, clock.Unbroken);
        clock.Answered(time.GetTimestamp(), row: true);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(1), clock.Unbroken);
    }

    [Fact]
    public void Unbroken_IsZeroWhileAnAnswerIsOverdue()
    {
        clock.Answered(time.GetTimestamp(), row: true);
        time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Equal(TimeSpan.Zero, clock.Unbroken);
        Assert.Equal(TimeSpan.FromSeconds(2.5), clock.Age);
    }

    [Fact]
    public void Standing_NeedsAFreshRowAndAMemberThatIsUp()
    {
        var up = false;
        var standing = new NodeStanding(() => up, clock);
        clock.Answered(time.GetTimestamp(), row: true);
        Assert.False(standing.IsGood);
        up = true;
        Assert.True(standing.IsGood);
        time.Advance(TimeSpan.FromSeconds(30)); // frozen

        Assert.False(standing.IsGood);
    }

    [Fact]
    public void Lease_IsHeldFor3SAfterTheQuestionWasSentAndUntilSomebodyElseHasIt()
    {
        var hold = new LeaseHold(time, new FormationTimes());
        Assert.False(hold.IsHeld);
        hold.Took(time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.True(hold.IsHeld);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(hold.IsHeld);
        hold.Took(time.GetTimestamp());
        hold.Lost();

        Assert.False(hold.IsHeld);
    }
}
