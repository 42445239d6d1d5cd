using Akka.Cluster;
using static Fresnel.Formation.Tests.Support.Clusters;

namespace Fresnel.Formation.Tests.Formation;

public sealed class ClusterSnapshotTests
{
    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(1, 1, false)] // half of two: the holder's side goes on
    [InlineData(1, 2, true)]
    [InlineData(2, 2, false)]
    [InlineData(2, 3, true)]
    [InlineData(3, 2, false)]
    public void Minority_IsLessThanHalfOfTheHosts(int reachable, int unreachable, bool minority)
    {
        var members = Enumerable.Range(1, reachable + unreachable).Select(number => Member(number, reachable: number <= reachable));

        Assert.Equal(minority, Of([.. members]).IsMinority);
    }

    [Fact]
    public void Minority_CountsNeitherOtherMembersNorThoseThatAreDownOrJoining()
    {
        var cluster = Of(
            Member(1), Member(2, reachable: false),
            Member(3, host: false, reachable: false), Member(4, MemberStatus.Down, reachable: false),
            Member(5, MemberStatus.Joining, reachable: false), Member(6, MemberStatus.Exiting, reachable: false));

        Assert.False(cluster.IsMinority);
    }

    [Fact]
    public void LeaseSide_IsTheReachableHosts()
    {
        var cluster = Of(Member(1), Member(2), Member(3, reachable: false), Member(4, host: false));

        Assert.Equal([Member(1).Key, Member(2).Key], cluster.LeaseSide);
    }

    [Fact]
    public void LeaseSide_OfAMinority_IsEmpty() =>
        Assert.Empty(Of(Member(1), Member(2, reachable: false), Member(3, reachable: false)).LeaseSide);

    [Theory]
    [InlineData(MemberStatus.Joining, true, false)]
    [InlineData(MemberStatus.WeaklyUp, true, false)]
    [InlineData(MemberStatus.Up, true, true)]
    [InlineData(MemberStatus.Leaving, false, false)]
    [InlineData(MemberStatus.Exiting, false, false)]
    [InlineData(MemberStatus.Down, false, false)]
    public void TakesPart_FromJoiningToLeaving(MemberStatus status, bool takesPart, bool up)
    {
        var cluster = Of(Member(1, status));

        Assert.Equal((takesPart, up), (cluster.TakesPart, cluster.IsUp));
    }

    [Fact]
    public void Process_ThatIsNoMember_TakesNoPart() => Assert.False(Of(Member(2)).TakesPart);
}
