using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.Actors;

public sealed class ActorTests : KernelTest
{
    [Fact]
    public async Task Actor_AsyncHandlers_NeverOverlap()
    {
        var inside = 0;
        var overlaps = 0;
        var handled = new Seen<int>();
        var actor = Kernel.Spawn<int>(async (message, _) =>
        {
            if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref overlaps);
            if (message % 3 == 0) await Task.Yield();
            if (message % 50 == 0) await Task.Delay(1);
            Interlocked.Decrement(ref inside);
            handled.Add(message);
        });
        for (var i = 0; i < 1000; i++) await actor.TellAsync(i);
        await handled.CountAsync(1000);
        Assert.Equal(0, overlaps);
        Assert.Equal(Enumerable.Range(0, 1000), handled.All);
    }

    [Fact]
    public async Task Actor_BusyForever_LetsOthersHaveTheThread()
    {
        var stop = false;
        var spinning = Enumerable.Range(0, Environment.ProcessorCount * 2).Select(_ => Kernel.Spawn<int>((message, context) =>
        {
            if (!Volatile.Read(ref stop)) context.Self.Tell(message);
            return default;
        })).ToArray();
        foreach (var actor in spinning) actor.Tell(0);
        var other = Kernel.Spawn<ReplyTo<int>>((to, _) =>
        {
            to.Tell(1);
            return default;
        });
        Assert.Equal(1, await Eventually.WithinAsync(other.Ask<int>(to => to, TimeSpan.FromSeconds(5)).AsTask()));
        Volatile.Write(ref stop, true);
    }

    [Fact]
    public async Task Spawn_Names_AreUniqueAndChecked()
    {
        var actor = Kernel.Spawn<int>((_, _) => default, name: "one");
        Assert.Equal("test/one", actor.Path);
        Assert.Throws<ArgumentException>(() => Kernel.Spawn<int>((_, _) => default, name: "one"));
        Assert.Throws<ArgumentException>(() => Kernel.Spawn<int>((_, _) => default, name: "a/b"));
        Assert.Throws<ArgumentException>(() => Kernel.Spawn<int>((_, _) => default, name: ""));
        Assert.Throws<ArgumentException>(() => Kernel.Spawn<int>((_, _) => default, name: "a\u0007"));
        Assert.NotEqual(Kernel.Spawn<int>((_, _) => default).Name, Kernel.Spawn<int>((_, _) => default).Name);
        actor.Stop();
        await Eventually.WithinAsync(actor.WhenStopped);
        Assert.Equal("test/one", Kernel.Spawn<int>((_, _) => default, name: "one").Path);
    }

    [Fact]
    public async Task Stop_Children_StopBeforeTheirParent()
    {
        var seen = new Seen<string>();
        var ready = new TaskCompletionSource();
        Actor<int> Make(string name, int depth) => new Lambda<int>((_, _) => default)
        {
            Started = context =>
            {
                if (depth > 0)
                {
                    for (var i = 0; i < 2; i++)
                    {
                        var child = $"{name}.{i}";
                        context.Spawn(() => Make(child, depth - 1));
                    }
                }

                seen.Add($"+{name}");
                if (seen.Count == 7) ready.SetResult();
                return default;
            },
            Stopping = () =>
            {
                seen.Add($"~{name}");
                return default;
            },
            Stopped = () =>
            {
                seen.Add($"-{name}");
                return default;
            },
        };

        var top = Kernel.System.Spawn(() => Make("t", 2));
        await Eventually.WithinAsync(ready.Task);
        top.Stop();
        await Eventually.WithinAsync(top.WhenStopped);
        var all = seen.All.ToList();
        Assert.Equal(21, all.Count);
        foreach (var child in all.Where(entry => entry[0] == '-' && entry.Contains('.', StringComparison.Ordinal)))
        {
            var parent = child[1..child.LastIndexOf('.')];
            Assert.True(all.IndexOf($"~{parent}") < all.IndexOf($"~{child[1..]}"), $"{parent} was told first");
            Assert.True(all.IndexOf(child) < all.IndexOf($"-{parent}"), $"{child} before its parent");
        }
    }

    [Fact]
    public async Task Stop_WhileAHandlerWaits_CancelsItAndIsNoFailure()
    {
        var inside = new TaskCompletionSource();
        var ended = new Seen<Exception?>();
        var actor = Kernel.Spawn<int>(async (_, context) =>
        {
            inside.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Stopping);
        });
        var watcher = Kernel.Spawn<Terminated>((terminated, _) =>
        {
            ended.Add(terminated.Failure);
            return default;
        });
        var watching = Kernel.System.Spawn(() => new Lambda<Terminated>((terminated, _) =>
        {
            ended.Add(terminated.Failure);
            return default;
        })
        {
            Started = context =>
            {
                context.Watch(actor, static terminated => terminated);
                return default;
            },
        });
        actor.Tell(1);
        await Eventually.WithinAsync(inside.Task);
        actor.Stop();
        await Eventually.WithinAsync(actor.WhenStopped);
        await ended.CountAsync(1);
        Assert.Equal([null], ended.All);
        Assert.DoesNotContain(Kernel.Log, entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
        Assert.False(watcher.IsStopping || watching.IsStopping);
    }

    [Fact]
    public async Task Shutdown_PatienceEnds_DiscardsWhatStillDrains()
    {
        var inside = new TaskCompletionSource();
        var handled = new Seen<int>();
        var child = new TaskCompletionSource<ActorRef<int>>();
        Kernel.System.Spawn(() => new Lambda<int>((_, _) => default)
        {
            Started = context =>
            {
                child.SetResult(context.Spawn<int>(() => new Lambda<int>(async (message, own) =>
                {
                    handled.Add(message);
                    inside.TrySetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, own.Stopping);
                })));
                return default;
            },
        });
        var actor = await child.Task;
        actor.Tell(1);
        actor.Tell(2);
        await Eventually.WithinAsync(inside.Task);
        using var patience = new CancellationTokenSource();
        var shutdown = Kernel.System.ShutdownAsync(StopMode.Drain, patience.Token);
        await Task.Delay(20);
        Assert.False(shutdown.IsCompleted);
        await patience.CancelAsync();
        await Eventually.WithinAsync(shutdown);
        Assert.Equal([1], handled.All);
        Assert.Throws<InvalidOperationException>(() => Kernel.Spawn<int>((_, _) => default));
    }

    [Fact]
    public async Task Shutdown_Drain_HandlesWhatWaits()
    {
        var handled = new Seen<int>();
        var actor = Kernel.Spawn<int>(async (message, _) =>
        {
            await Task.Yield();
            handled.Add(message);
        });
        for (var i = 0; i < 500; i++) actor.Tell(i);
        await Eventually.WithinAsync(Kernel.System.ShutdownAsync());
        Assert.Equal(500, handled.Count);
    }

    [Fact]
    public async Task Watch_ActorStopsOrHasStopped_DeliversOnce()
    {
        var seen = new Seen<string>();
        var first = Kernel.Spawn<int>((_, _) => default);
        var second = Kernel.Spawn<int>((_, _) => default);
        var third = Kernel.Spawn<int>((_, _) => default);
        second.Stop();
        await Eventually.WithinAsync(second.WhenStopped);
        var watcher = Kernel.Spawn<string>((message, context) =>
        {
            if (message == "go")
            {
                context.Watch(first, "first");
                context.Watch(first.Adapt<string>(int.Parse), "first again");
                context.Watch(second, "second");
                context.Watch(third, "third");
                context.Unwatch(third);
            }

            seen.Add(message);
            return default;
        });
        watcher.Tell("go");
        await seen.CountAsync(2);
        first.Stop();
        third.Stop();
        await Eventually.WithinAsync(Task.WhenAll(first.WhenStopped, third.WhenStopped));
        await seen.CountAsync(3);
        watcher.Tell("end");
        await seen.CountAsync(4);
        Assert.Equal(["go", "second", "first again", "end"], seen.All);
    }

    [Fact]
    public async Task Stash_UnstashAll_HandlesInOrderBeforeTheMailbox()
    {
        var handled = new Seen<string>();
        var open = false;
        var actor = Kernel.Spawn<string>((message, context) =>
        {
            if (message == "open")
            {
                open = true;
                context.UnstashAll();
            }
            else if (!open)
            {
                context.Stash();
                return default;
            }

            handled.Add(message);
            return default;
        });
        foreach (var message in new[] { "a", "b", "c", "open", "d" }) actor.Tell(message);
        await handled.CountAsync(5);
        Assert.Equal(["open", "a", "b", "c", "d"], handled.All);
    }

    [Fact]
    public async Task Stash_MoreThanTheCapacity_Fails()
    {
        var failures = new Seen<Exception>();
        var actor = Kernel.Spawn<int>(
            (message, context) =>
            {
                try
                {
                    context.Stash();
                    context.Stash();
                }
                catch (Exception failure) when (failure is MailboxFullException or InvalidOperationException)
                {
                    failures.Add(failure);
                }

                return default;
            },
            new() { Capacity = 2 });
        for (var i = 0; i < 3; i++) await actor.TellAsync(i);
        await failures.CountAsync(3);
        Assert.Equal([typeof(InvalidOperationException), typeof(InvalidOperationException), typeof(MailboxFullException)], failures.All.Select(failure => failure.GetType()));
    }

    [Fact]
    public async Task PipeToSelf_ResultAndFailure_ComeAsMessagesThoughTheMailboxIsFull()
    {
        var handled = new Seen<string>();
        var gate = new TaskCompletionSource();
        var actor = Kernel.Spawn<string>(
            async (message, context) =>
            {
                handled.Add(message);
                if (message != "go") return;
                context.PipeToSelf(_ => Task.FromResult(42), result => $"result {result}", failure => failure.Message);
                context.PipeToSelf<int>(_ => throw new InvalidDataException("broken"), result => $"result {result}", failure => failure.Message);
                await gate.Task;
            },
            new() { Capacity = 1 });
        actor.Tell("go");
        await handled.CountAsync(1);
        actor.Tell("waits");
        gate.SetResult();
        await handled.CountAsync(4);
        Assert.Equal(["broken", "go", "result 42", "waits"], handled.All.Order());
    }

    [Fact]
    public async Task Context_MessageTold_InheritsItUnlessGivenAnother()
    {
        var seen = new Seen<(string Where, string? Correlation)>();
        var last = Kernel.Spawn<string>((message, context) =>
        {
            seen.Add((message, context.Current?.CorrelationId));
            return default;
        });
        var first = Kernel.Spawn<string>(async (message, context) =>
        {
            last.Tell($"{message} at once");
            await Task.Yield();
            last.Tell($"{message} after await");
            last.Tell($"{message} other", new MessageContext { CorrelationId = "other" });
            context.PipeToSelf(
                _ =>
                {
                    last.Tell($"{message} piped");
                    return Task.FromResult(message);
                },
                _ => "piped result",
                _ => "");
            if (message == "piped result") last.Tell("end");
        });
        first.Tell("x", new MessageContext { CorrelationId = "c1" });
        await seen.CountAsync(5);
        var all = seen.All;
        Assert.Contains(("x at once", "c1"), all);
        Assert.Contains(("x after await", "c1"), all);
        Assert.Contains(("x other", "other"), all);
        Assert.Contains(("x piped", "c1"), all);
        first.Stop();
    }

    [Fact]
    public async Task Context_NextMessageWithoutOne_HasNone()
    {
        var seen = new Seen<MessageContext?>();
        var actor = Kernel.Spawn<int>(async (message, context) =>
        {
            if (message % 2 == 0) await Task.Yield();
            seen.Add(MessageContext.Current);
            Assert.Same(context.Current, MessageContext.Current);
        });
        var own = new MessageContext { CorrelationId = "c" };
        for (var i = 0; i < 4; i++)
        {
            actor.Tell(i, own);
            actor.Tell(i, null);
        }

        await seen.CountAsync(8);
        Assert.True(seen.All.SequenceEqual([own, null, own, null, own, null, own, null]));
        Assert.Null(MessageContext.Current);
    }

    [Fact]
    public void Context_Copy_KeepsTheCorrelation()
    {
        var context = MessageContext.Create();
        var copy = context with { Deadline = Kernel.Time.GetUtcNow() };
        Assert.Equal(context.CorrelationId, copy.CorrelationId);
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Assert.Equal(Trace, new MessageContext { Trace = MessageContext.ParseTraceParent(Trace) }.TraceParent);
        Assert.Equal(default, MessageContext.ParseTraceParent("nonsense"));
    }
}
