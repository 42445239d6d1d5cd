using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.Mailboxes;

public sealed class AllocationTests : KernelTest
{
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly record struct Frame(long Number, object Buffer);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tell_StructMessage_AllocatesNothing(bool dropOldest)
    {
        var dropped = 0L;
        var buffer = new object();
        var inHand = new TaskCompletionSource();
        var actor = Kernel.Spawn<Frame>(
            async (_, _) =>
            {
                inHand.TrySetResult();
                await gate.Task;
            },
            new()
            {
                Capacity = dropOldest ? 4 : 60_000,
                Overflow = dropOldest ? Overflow.DropOldest : Overflow.Wait,
                OnDropped = (_, _) => dropped++,
            });
        actor.Tell(new Frame(0, buffer));
        await Eventually.WithinAsync(inHand.Task);
        for (var i = 0; i < 33_000; i++) actor.Tell(new Frame(i, buffer));
        Assert.Equal(0, Tell(actor, buffer, 20_000));
        Assert.Equal(dropOldest, dropped > 20_000);
    }

    [Fact]
    public async Task TellAsync_OneSenderWaitsForRoom_AllocatesNothing()
    {
        using var handled = new SemaphoreSlim(0);
        using var next = new SemaphoreSlim(0);
        var actor = Kernel.Spawn<Frame>(
            async (_, _) =>
            {
                handled.Release();
                await next.WaitAsync();
            },
            new() { Capacity = 1 });
        actor.Tell(default);
        await handled.WaitAsync();
        actor.Tell(default);
        for (var i = 0; i < 50; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var told = actor.TellAsync(default);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.False(told.IsCompleted);
            if (i > 0) Assert.Equal(0, allocated);
            next.Release();
            await handled.WaitAsync();
            await told;
        }

        next.Release(2);
    }

    private protected override void Release() => gate.TrySetResult();

    /// <summary>Bytes allocated on this thread by so many tells.</summary>
    private static long Tell(ActorRef<Frame> actor, object buffer, int count)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++) actor.Tell(new Frame(i, buffer));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
