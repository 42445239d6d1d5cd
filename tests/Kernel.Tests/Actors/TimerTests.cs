using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.Actors;

public sealed class TimerTests : KernelTest
{
    private readonly Seen<string> handled = new();

    [Fact]
    public async Task Single_WhenDue_ComesOnce()
    {
        var actor = await SpawnAsync(context => context.Timers.StartSingle("k", "tick", TimeSpan.FromSeconds(10)));
        Kernel.Time.Advance(TimeSpan.FromSeconds(9));
        await SyncAsync(actor);
        Assert.Empty(handled.All);
        Kernel.Time.Advance(TimeSpan.FromSeconds(1));
        await handled.CountAsync(1);
        Kernel.Time.Advance(TimeSpan.FromSeconds(100));
        await SyncAsync(actor);
        Assert.Equal(["tick"], handled.All);
    }

    [Fact]
    public async Task Periodic_EachInterval_ComesUntilCancelled()
    {
        var actor = await SpawnAsync(context => context.Timers.StartPeriodic("k", "tick", TimeSpan.FromSeconds(1)));
        for (var i = 1; i <= 5; i++)
        {
            Kernel.Time.Advance(TimeSpan.FromSeconds(1));
            await handled.CountAsync(i);
        }

        actor.Tell("cancel");
        await SyncAsync(actor);
        Kernel.Time.Advance(TimeSpan.FromSeconds(10));
        await SyncAsync(actor);
        Assert.Equal(5, handled.Count);
    }

    [Fact]
    public async Task Cancelled_ThoughDueAlready_IsNotDelivered()
    {
        var inside = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var actor = Kernel.Spawn<string>(async (message, context) =>
        {
            if (message == "go")
            {
                context.Timers.StartSingle("a", "a", TimeSpan.FromSeconds(1));
                context.Timers.StartSingle("b", "old b", TimeSpan.FromSeconds(1));
                inside.SetResult();
                await gate.Task;
                Assert.True(context.Timers.Cancel("a"));
                Assert.False(context.Timers.IsActive("a"));
                context.Timers.StartSingle("b", "new b", TimeSpan.FromSeconds(1));
                Assert.True(context.Timers.IsActive("b"));
            }

            handled.Add(message);
        });
        actor.Tell("go");
        await Eventually.WithinAsync(inside.Task);
        Kernel.Time.Advance(TimeSpan.FromSeconds(1));
        gate.SetResult();
        await handled.CountAsync(1);
        Kernel.Time.Advance(TimeSpan.FromSeconds(1));
        await handled.CountAsync(2);
        Assert.Equal(["go", "new b"], handled.All);
    }

    [Fact]
    public async Task Timers_AfterARestart_AreGone()
    {
        var starts = 0;
        var actor = Kernel.System.Spawn(() => new Lambda<string>((message, _) =>
        {
            if (message == "fail") throw new InvalidOperationException("asked to");
            handled.Add(message);
            return default;
        })
        {
            Started = context =>
            {
                if (Interlocked.Increment(ref starts) == 1) context.Timers.StartPeriodic("k", "tick", TimeSpan.FromSeconds(1));
                return default;
            },
        });
        actor.Tell("fail");
        await Eventually.TrueAsync(() => Volatile.Read(ref starts) == 2);
        Kernel.Time.Advance(TimeSpan.FromSeconds(5));
        actor.Tell("end");
        await handled.CountAsync(1);
        Assert.Equal(["end"], handled.All);
    }

    [Fact]
    public async Task ReceiveTimeout_Idle_ComesOnceAfterEachMessage()
    {
        var actor = await SpawnAsync(context => context.SetReceiveTimeout(TimeSpan.FromSeconds(10), "idle"));
        Kernel.Time.Advance(TimeSpan.FromSeconds(6));
        await SyncAsync(actor);
        Kernel.Time.Advance(TimeSpan.FromSeconds(6));
        await SyncQuietlyAsync();
        Assert.Empty(handled.All);
        Kernel.Time.Advance(TimeSpan.FromSeconds(4));
        await handled.CountAsync(1);
        Kernel.Time.Advance(TimeSpan.FromSeconds(60));
        await SyncQuietlyAsync();
        Assert.Equal(["idle"], handled.All);
        await SyncAsync(actor);
        Kernel.Time.Advance(TimeSpan.FromSeconds(10));
        await handled.CountAsync(2);
        Assert.Equal(["idle", "idle"], handled.All);
    }

    [Fact]
    public async Task ReceiveTimeout_TimerTicks_DoNotCountAsTold()
    {
        await SpawnAsync(context =>
        {
            context.SetReceiveTimeout(TimeSpan.FromSeconds(3), "idle");
            context.Timers.StartPeriodic("k", "tick", TimeSpan.FromSeconds(1));
        });
        for (var i = 1; i <= 2; i++)
        {
            Kernel.Time.Advance(TimeSpan.FromSeconds(1));
            await handled.CountAsync(i);
        }

        Kernel.Time.Advance(TimeSpan.FromSeconds(1));
        await handled.CountAsync(4);
        Assert.Contains("idle", handled.All);
    }

    private static async Task SyncAsync(ActorRef<string> actor)
    {
        actor.Tell("sync");
        await Eventually.TrueAsync(() => actor.Waiting == 0);
        var done = new TaskCompletionSource();
        actor.Adapt<int>(_ =>
        {
            done.TrySetResult();
            return "sync";
        }).Tell(0);
        await done.Task;
        await Eventually.TrueAsync(() => actor.Waiting == 0);
        await SyncQuietlyAsync();
    }

    /// <summary>Gives other threads time for what should not happen.</summary>
    private static Task SyncQuietlyAsync() => Task.Delay(30);

    private async Task<ActorRef<string>> SpawnAsync(Action<IActorContext<string>> start)
    {
        var started = new TaskCompletionSource();
        var actor = Kernel.System.Spawn(() => new Lambda<string>((message, context) =>
        {
            if (message == "cancel") context.Timers.CancelAll();
            else if (message != "sync") handled.Add(message);
            return default;
        })
        {
            Started = context =>
            {
                start(context);
                started.SetResult();
                return default;
            },
        });
        await Eventually.WithinAsync(started.Task);
        return actor;
    }
}
