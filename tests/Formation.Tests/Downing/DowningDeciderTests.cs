using Akka.Cluster;
using Fresnel.Entities.Downing;
using static Fresnel.Formation.Tests.Support.Clusters;

namespace Fresnel.Formation.Tests.Downing;

public sealed class DowningDeciderTests
{
    [Fact]
    public void Decider_IsTheReachableMemberWithTheLowestAddress()
    {
        var cluster = Of(Member(4), Member(3), Member(2, reachable: false), Member(1, MemberStatus.Joining));

        Assert.Equal(Address(3), DowningDecider.Of(cluster, Address(2)));
    }

    [Fact]
    public void Decider_IsNotTheDeadMember() => Assert.Equal(Address(2), DowningDecider.Of(Of(Member(1), Member(2)), Address(1)));

    [Fact]
    public void Decider_OfNoOther_IsNull() => Assert.Null(DowningDecider.Of(Of(Member(1)), Address(1)));

    [Theory]
    [InlineData(MemberStatus.Up, true, true)]
    [InlineData(MemberStatus.Up, false, true)]
    [InlineData(MemberStatus.Joining, true, true)]
    [InlineData(MemberStatus.Exiting, true, true)]
    [InlineData(MemberStatus.Down, true, true)] // removed only once it is unreachable
    [InlineData(MemberStatus.Down, false, false)]
    [InlineData(MemberStatus.Removed, true, false)]
    public void Death_IsOpenUntilTheMemberIsDownAndUnreachable(MemberStatus status, bool reachable, bool open) =>
        Assert.Equal(open, DowningDecider.IsOpen(Of(Member(1), Member(2, status, reachable: reachable)), Address(2)));

    [Fact]
    public void NextProcess_OnTheSameAddress_IsNotMeant()
    {
        var next = Member(2) with { Address = new UniqueAddress(Address(2).Address, 77) };

        Assert.False(DowningDecider.IsOpen(Of(Member(1), next), Address(2)));
    }
}
