using Fresnel.Entities.Formation;

namespace Fresnel.Formation.Tests.Formation;

public sealed class RemovedMembersTests
{
    private static readonly MemberKey A = new("10.0.0.1:1", 1);
    private static readonly MemberKey B = new("10.0.0.2:1", 2);
    private static readonly MemberKey C = new("10.0.0.3:1", 3);

    [Fact]
    public void RemovedMember_IsNamedUntilItsRowIsDeleted()
    {
        var removed = new RemovedMembers();
        Assert.Empty(removed.Among([A, B, C]));
        Assert.Equal([C], removed.Among([A, B]));
        Assert.Equal([B, C], removed.Among([A]).OrderBy(key => key.Uid));
        removed.Forget([C]);

        Assert.Equal([B], removed.Among([A]));
    }

    [Fact]
    public void MemberThatCameBackUnderTheSameUid_IsNotRemoved()
    {
        var removed = new RemovedMembers();
        removed.Among([A, B]);
        Assert.Equal([B], removed.Among([A]));

        Assert.Empty(removed.Among([A, B]));
    }
}
