using Akka.Cluster;
using Fresnel.Entities.Formation;
using Microsoft.Extensions.Time.Testing;
using static Fresnel.Formation.Tests.Support.Clusters;

namespace Fresnel.Formation.Tests.Formation;

public sealed class RenewalDecisionTests
{
    private readonly FakeTimeProvider time = new();
    private readonly RenewalDecision decision;

    public RenewalDecisionTests() => decision = new RenewalDecision(time, new FormationTimes());

    [Fact]
    public void Member_WhoseRowIsRenewed_GoesOn() => Assert.Null(decision.AfterAnswer(Of(Member(1), Member(2)), Answer(owner: 2)));

    [Fact]
    public void Member_WhoseRowIsGone_StartsAgain()
    {
        var end = decision.AfterAnswer(Of(Member(1)), Answer(owner: 1, row: false));

        Assert.Equal(ProcessEndCode.StartAgain, end?.Code);
    }

    [Theory]
    [InlineData(MemberStatus.Leaving)]
    [InlineData(MemberStatus.Exiting)]
    [InlineData(MemberStatus.Down)]
    public void Member_ThatLeaves_DoesNotMissItsRow(MemberStatus status) =>
        Assert.Null(decision.AfterAnswer(Of(Member(1, status)), Answer(owner: 2, row: false)));

    [Fact]
    public void Member_ThatWasDismissed_StaysDown()
    {
        var end = decision.AfterAnswer(Of(Member(1)), Answer(owner: 1) with { Dismissed = true });

        Assert.Equal(ProcessEndCode.Dismissed, end?.Code);
    }

    [Fact]
    public void LeaseInForeignHands_EndsTheProcessAfter5S()
    {
        Assert.Null(decision.AfterAnswer(Of(Member(1)), Answer(owner: 7)));
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Null(decision.AfterAnswer(Of(Member(1)), Answer(owner: 7)));
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(ProcessEndCode.StartAgain, decision.AfterAnswer(Of(Member(1)), Answer(owner: 7))?.Code);
    }

    [Fact]
    public void LeaseThatExpiredOrCameBack_IsNotInForeignHands()
    {
        Assert.Null(decision.AfterAnswer(Of(Member(1)), Answer(owner: 7)));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Null(decision.AfterAnswer(Of(Member(1)), Answer(owner: 7, left: -1)));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Null(decision.AfterAnswer(Of(Member(1)), Answer(owner: 7)));
        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Null(decision.AfterAnswer(Of(Member(1)), Answer(owner: 1)));
    }

    [Fact]
    public void LeaseReadBeforeAFailure_DoesNotCount()
    {
        decision.AfterAnswer(Of(Member(1)), Answer(owner: 7));
        decision.AfterFailure(Of(Member(1)), TimeSpan.FromSeconds(1), []);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(decision.AfterAnswer(Of(Member(1)), Answer(owner: 7)));
    }

    [Theory]
    [InlineData(5, 60, false)] // not yet longer than 5 s
    [InlineData(5.1, 3, false)] // the peer has only just come back
    [InlineData(5.1, 3.1, true)]
    [InlineData(600, 0, false)] // nobody can renew
    public void Member_ThatAloneCannotRenew_StartsAgain(double ageSeconds, double peerSeconds, bool ends)
    {
        var end = decision.AfterFailure(
            Of(Member(1), Member(2)), TimeSpan.FromSeconds(ageSeconds), [TimeSpan.Zero, TimeSpan.FromSeconds(peerSeconds)]);

        Assert.Equal(ends ? ProcessEndCode.StartAgain : null, end?.Code);
    }

    [Fact]
    public void Member_WithoutPeers_WaitsForTheDatabase() => Assert.Null(decision.AfterFailure(Of(Member(1)), TimeSpan.FromHours(1), []));

    private static RenewalAnswer Answer(int owner, bool row = true, double left = 2) =>
        new(new LeaseRow(MemberKey.Of(Address(owner)).ToString(), TimeSpan.FromSeconds(left)), row, Dismissed: false);
}
