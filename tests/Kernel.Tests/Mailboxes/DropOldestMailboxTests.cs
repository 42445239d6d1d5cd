namespace Fresnel.Kernel.Tests.Mailboxes;

public sealed class DropOldestMailboxTests : MailboxCompliance
{
    private protected override Overflow Overflow => Overflow.DropOldest;

    [Fact]
    public async Task Tell_FullMailbox_DropsAndCountsTheOldest()
    {
        await SpawnBusyAsync(2);
        for (var i = 1; i <= 5; i++) Actor.Tell(i);
        Assert.Equal([(1, DropReason.Overflow), (2, DropReason.Overflow), (3, DropReason.Overflow)], Lost.All);
        Assert.Equal(3, Actor.Dropped);
        Open();
        await Handled.CountAsync(3);
        Assert.Equal([0, 4, 5], Handled.All);
    }
}
