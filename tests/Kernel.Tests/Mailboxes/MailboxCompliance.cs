using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.Mailboxes;

/// <summary>What every mailbox does, whatever its policy: inherited once for each.</summary>
public abstract class MailboxCompliance : KernelTest
{
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private protected abstract Overflow Overflow { get; }

    private protected Seen<int> Handled { get; } = new();

    private protected Seen<(int Message, DropReason Reason)> Lost { get; } = new();

    private protected ActorRef<int> Actor { get; private set; } = null!;

    private protected override void Release() => Open();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(100)]
    public async Task Mailbox_UpToItsCapacity_TakesAllAndKeepsTheirOrder(int capacity)
    {
        await SpawnBusyAsync(capacity);
        for (var i = 1; i <= capacity; i++) Assert.True(Actor.TryTell(i));
        Assert.Equal(capacity, Actor.Waiting);
        gate.SetResult();
        await Handled.CountAsync(capacity + 1);
        Assert.Equal(Enumerable.Range(0, capacity + 1), Handled.All);
        Assert.Equal(0, Actor.Dropped);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public async Task Mailbox_EmptiedAndFilledAgain_TakesItsCapacityAgain(int capacity)
    {
        Open();
        Spawn(capacity);
        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < capacity; i++) Actor.Tell(i);
            await Handled.CountAsync((round + 1) * capacity);
        }

        Assert.Equal(20 * capacity, Handled.Count);
        Assert.Equal(0, Actor.Dropped);
    }

    [Fact]
    public async Task Mailbox_StoppedWithDiscard_GivesBackWhatWaits()
    {
        await SpawnBusyAsync(4);
        for (var i = 1; i <= 4; i++) Actor.Tell(i);
        Actor.Stop(StopMode.Discard);
        Open();
        await Eventually.WithinAsync(Actor.WhenStopped);
        Assert.Equal([0], Handled.All);
        Assert.Equal([(1, DropReason.Stopped), (2, DropReason.Stopped), (3, DropReason.Stopped), (4, DropReason.Stopped)], Lost.All);
    }

    [Fact]
    public async Task Mailbox_StoppedWithDrain_HandlesWhatWaits()
    {
        await SpawnBusyAsync(4);
        for (var i = 1; i <= 4; i++) Actor.Tell(i);
        Actor.Stop(StopMode.Drain);
        Assert.False(Actor.TryTell(5));
        Open();
        await Eventually.WithinAsync(Actor.WhenStopped);
        Assert.Equal([0, 1, 2, 3, 4], Handled.All);
        Assert.Equal(0, Lost.Count);
    }

    [Fact]
    public async Task Mailbox_OfAStoppedActor_MakesDeadLetters()
    {
        Open();
        Spawn(4);
        Actor.Stop();
        await Eventually.WithinAsync(Actor.WhenStopped);
        Actor.Tell(1);
        await Actor.TellAsync(2);
        Assert.False(Actor.TryTell(3));
        Assert.Equal([(1, DropReason.Stopped), (2, DropReason.Stopped)], Lost.All);
        Assert.Equal(2, Kernel.System.DeadLetters);
    }

    [Fact]
    public async Task Mailbox_ManySendersAndAStopAtRandom_EachMessageHasOneEndAndOrderAndBoundAreKept()
    {
        var seed = Random.Shared.Next();
        for (var round = 0; round < SlowTests.Choose(30, 1_000); round++)
        {
            await new MailboxStorm(Kernel, Overflow, new Random(seed + round), $"seed {seed}, round {round}").RunAsync();
        }
    }

    private protected void Open() => gate.TrySetResult();

    /// <summary>Spawns an actor that has message 0 in hand until <see cref="Open"/>.</summary>
    private protected async Task SpawnBusyAsync(int capacity)
    {
        Spawn(capacity);
        Actor.Tell(0);
        await Handled.CountAsync(1);
    }

    private void Spawn(int capacity) => Actor = Kernel.Spawn<int>(
        async (message, _) =>
        {
            Handled.Add(message);
            await gate.Task;
        },
        new SpawnOptions<int> { Capacity = capacity, Overflow = Overflow, OnDropped = (message, reason) => Lost.Add((message, reason)) });
}
