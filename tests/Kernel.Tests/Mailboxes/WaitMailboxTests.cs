using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.Mailboxes;

public sealed class WaitMailboxTests : MailboxCompliance
{
    private protected override Overflow Overflow => Overflow.Wait;

    [Fact]
    public async Task Tell_FullMailbox_Throws()
    {
        await SpawnBusyAsync(2);
        Actor.Tell(1);
        Actor.Tell(2);
        var failure = Assert.Throws<MailboxFullException>(() => Actor.Tell(3));
        Assert.Equal(2, failure.Capacity);
        Assert.False(Actor.TryTell(3));
        Assert.Equal(0, Lost.Count);
    }

    [Fact]
    public async Task TellAsync_FullMailbox_WaitsItsTurn()
    {
        await SpawnBusyAsync(1);
        Actor.Tell(1);
        var waiting = new[] { Actor.TellAsync(2).AsTask(), Actor.TellAsync(3).AsTask(), Actor.TellAsync(4).AsTask() };
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        Open();
        await Eventually.WithinAsync(Task.WhenAll(waiting));
        await Handled.CountAsync(5);
        Assert.Equal([0, 1, 2, 3, 4], Handled.All);
    }

    [Fact]
    public async Task TryTell_AfterATellAsyncThatStillWaits_DoesNotOvertakeIt()
    {
        var handled = new Seen<int>();
        var actor = Kernel.Spawn<int>(
            (message, _) =>
            {
                handled.Add(message);
                return default;
            },
            new() { Capacity = 1 });
        var rounds = SlowTests.Choose(4_000, 40_000);
        for (var i = 0; i < rounds; i++)
        {
            var first = actor.TellAsync(3 * i);
            var second = actor.TellAsync((3 * i) + 1);
            while (!actor.TryTell((3 * i) + 2)) Thread.SpinWait(1);
            await first;
            await second;
        }

        await handled.CountAsync(3 * rounds);
        Assert.Equal(Enumerable.Range(0, 3 * rounds), handled.All);
    }

    [Fact]
    public async Task TellAsync_CancelledWhileWaiting_IsNotPutIn()
    {
        await SpawnBusyAsync(1);
        Actor.Tell(1);
        using var cancellation = new CancellationTokenSource();
        var cancelled = Actor.TellAsync(2, cancellation.Token).AsTask();
        var next = Actor.TellAsync(3).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Open();
        await Eventually.WithinAsync(next);
        await Handled.CountAsync(3);
        Assert.Equal([0, 1, 3], Handled.All);
    }

    [Fact]
    public async Task TellAsync_ActorStopsMeanwhile_EndsAsADeadLetter()
    {
        await SpawnBusyAsync(1);
        Actor.Tell(1);
        var waiting = Actor.TellAsync(2).AsTask();
        Actor.Stop(StopMode.Drain);
        await Eventually.WithinAsync(waiting);
        Assert.Equal([(2, DropReason.Stopped)], Lost.All);
    }
}
