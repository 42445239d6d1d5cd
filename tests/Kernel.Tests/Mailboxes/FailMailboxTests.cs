namespace Fresnel.Kernel.Tests.Mailboxes;

public sealed class FailMailboxTests : MailboxCompliance
{
    private protected override Overflow Overflow => Overflow.Fail;

    [Fact]
    public async Task Tell_FullMailbox_Throws()
    {
        await SpawnBusyAsync(1);
        Actor.Tell(1);
        Assert.Throws<MailboxFullException>(() => Actor.Tell(2));
        await Assert.ThrowsAsync<MailboxFullException>(async () => await Actor.TellAsync(2));
        Assert.Equal(0, Lost.Count);
        Assert.Equal(0, Actor.Dropped);
    }
}
