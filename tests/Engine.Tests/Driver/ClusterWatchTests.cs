using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Tests.Driver;

public sealed class ClusterWatchTests
{
    private static readonly MemberSight A = new("h:1", 11, "Up", true, []);
    private static readonly MemberSight B = new("h:2", 22, "Up", true, []);

    [Fact]
    public void Compare_OfTwoThatSeeEachOther_IsOneCluster() =>
        Assert.Null(ClusterWatch.Compare([("a", See(A, A, B)), ("b", See(B, B, A))]));

    [Fact]
    public void Compare_OfTwoApart_SaysSo() =>
        Assert.Contains("a sees h:1#11 in place of h:1#11, h:2#22", ClusterWatch.Compare(
            [("a", See(A, A)), ("b", See(B, B))]), StringComparison.Ordinal);

    [Fact]
    public void Compare_OfOneThatDoesNotAnswer_SaysSo() =>
        Assert.Equal("b does not answer", ClusterWatch.Compare([("a", See(A, A, B)), ("b", null)]));

    [Fact]
    public void Compare_OfAnOlderIncarnation_SaysSo() =>
        Assert.NotNull(ClusterWatch.Compare([("a", See(A, A, B with { Uid = 21 })), ("b", See(B, A, B))]));

    [Fact]
    public void Compare_OfOneUnreachableOrJoining_SaysSo()
    {
        Assert.Equal(
            "a sees h:2 as unreachable", ClusterWatch.Compare([("a", See(A, A, B with { Reachable = false })), ("b", See(B, A, B))]));
        Assert.Equal("b sees h:2 as Joining", ClusterWatch.Compare([("a", See(A, A, B)), ("b", See(B, A, B with { Status = "Joining" }))]));
    }

    [Fact]
    public void Compare_OfTwoLeaders_SaysSo() =>
        Assert.NotNull(ClusterWatch.Compare([("a", See(A, A, B)), ("b", See(B, A, B) with { Leader = "h:2" })]));

    private static ClusterSight See(MemberSight self, params MemberSight[] members) => new(self.Address, self.Uid, "h:1", members);
}
