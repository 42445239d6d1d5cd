namespace Fresnel.Kernel.Tests.Mailboxes;

public sealed class DropNewestMailboxTests : MailboxCompliance
{
    private protected override Overflow Overflow => Overflow.DropNewest;

    [Fact]
    public async Task Tell_FullMailbox_DropsAndCountsTheNewest()
    {
        await SpawnBusyAsync(2);
        for (var i = 1; i <= 5; i++) Actor.Tell(i);
        Assert.Equal([(3, DropReason.Overflow), (4, DropReason.Overflow), (5, DropReason.Overflow)], Lost.All);
        Assert.Equal(3, Actor.Dropped);
        Open();
        await Handled.CountAsync(3);
        Assert.Equal([0, 1, 2], Handled.All);
    }
}
