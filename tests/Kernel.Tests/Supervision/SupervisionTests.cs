using Fresnel.Kernel.Supervision;
using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.Supervision;

public sealed class SupervisionTests : KernelTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Seen<string> seen = new();

    [Fact]
    public async Task Resume_AfterAFailure_TheSameInstanceGoesOn()
    {
        var (_, children) = await FamilyAsync(new() { Decide = _ => Directive.Resume }, "a");
        foreach (var message in new[] { "1", "fail", "2" }) children[0].Tell(message);
        await seen.CountAsync(4);
        Assert.Equal(["a1 started", "a1 1", "a1 fail", "a1 2"], seen.All);
    }

    [Fact]
    public async Task Restart_AfterAFailure_ANewInstanceGoesOnWithTheMailbox()
    {
        var (_, children) = await FamilyAsync(new() { Backoff = null }, "a");
        foreach (var message in new[] { "1", "fail", "2", "3" }) children[0].Tell(message);
        await seen.CountAsync(7);
        Assert.Equal(["a1 started", "a1 1", "a1 fail", "a1 restarting", "a2 started", "a2 2", "a2 3"], seen.All);
    }

    [Fact]
    public async Task Stop_AfterAFailure_WatchersLearnWhy()
    {
        var (parent, children) = await FamilyAsync(SupervisionStrategy.Stopping, "a");
        children[0].Tell("fail");
        children[0].Tell("2");
        await Eventually.WithinAsync(children[0].WhenStopped);
        await seen.CountAsync(5);
        Assert.Equal(["a1 started", "a1 fail", "a1 stopping", "a1 stopped", "a ended: asked to"], seen.All);
        Assert.False(parent.IsStopping);
    }

    [Fact]
    public async Task Escalate_ToTheTop_TheParentIsRestartedWithItsChildren()
    {
        var (parent, children) = await FamilyAsync(SupervisionStrategy.Escalating, "a", "b");
        children[0].Tell("fail");
        await Eventually.TrueAsync(() => seen.All.Count(entry => entry.EndsWith("started", StringComparison.Ordinal)) == 4);
        await Eventually.WithinAsync(Task.WhenAll(children[0].WhenStopped, children[1].WhenStopped));
        Assert.Contains("a1 stopped", seen.All);
        Assert.Contains("b1 stopped", seen.All);
        Assert.False(parent.IsStopping);
    }

    [Fact]
    public async Task Escalate_ResumedAbove_TheChildGoesOn()
    {
        await using var test = new TestSystem(new SupervisionStrategy { Decide = _ => Directive.Resume });
        var (_, children) = await FamilyAsync(SupervisionStrategy.Escalating, ["a"], test);
        children[0].Tell("fail");
        children[0].Tell("2");
        await seen.CountAsync(3);
        Assert.Equal(["a1 started", "a1 fail", "a1 2"], seen.All);
    }

    [Fact]
    public async Task Escalate_BeyondTheSystem_StopsTheActor()
    {
        await using var test = new TestSystem(SupervisionStrategy.Escalating);
        var actor = test.Spawn<int>((_, _) => throw new InvalidOperationException("asked to"));
        actor.Tell(1);
        await Eventually.WithinAsync(actor.WhenStopped);
        Assert.Contains(test.Log, entry => entry.Level == Microsoft.Extensions.Logging.LogLevel.Critical);
    }

    [Fact]
    public async Task AllForOne_Restart_RestartsTheSiblingsAndKeepsTheirMailboxes()
    {
        var (_, children) = await FamilyAsync(new() { Scope = SupervisionScope.AllForOne, Backoff = null }, "a", "b", "c");
        children[0].Tell("fail");
        await Eventually.TrueAsync(() => seen.All.Count(entry => entry.EndsWith("2 started", StringComparison.Ordinal)) == 3);
        foreach (var child in children) child.Tell("on");
        await Eventually.TrueAsync(() => seen.All.Count(entry => entry.EndsWith("2 on", StringComparison.Ordinal)) == 3);
    }

    [Fact]
    public async Task AllForOne_Stop_StopsTheSiblings()
    {
        var (_, children) = await FamilyAsync(SupervisionStrategy.Stopping with { Scope = SupervisionScope.AllForOne }, "a", "b");
        children[1].Tell("fail");
        await Eventually.WithinAsync(Task.WhenAll(children.Select(child => child.WhenStopped)));
    }

    [Fact]
    public async Task Restarts_MoreThanAllowedInTheWindow_StopTheChild()
    {
        var (_, children) = await FamilyAsync(new() { Backoff = null, MaxRestarts = 3, Window = 10 * Second }, "a");
        for (var i = 0; i < 4; i++) children[0].Tell("fail");
        await Eventually.WithinAsync(children[0].WhenStopped);
        Assert.Equal(4, seen.All.Count(entry => entry.EndsWith("started", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Restarts_SpreadBeyondTheWindow_GoOn()
    {
        var (_, children) = await FamilyAsync(new() { Backoff = null, MaxRestarts = 2, Window = 10 * Second }, "a");
        for (var i = 0; i < 10; i++)
        {
            children[0].Tell("fail");
            await Eventually.TrueAsync(() => seen.All.Count(entry => entry.EndsWith("started", StringComparison.Ordinal)) == i + 2);
            Kernel.Time.Advance(5 * Second);
        }

        Assert.False(children[0].IsStopping);
    }

    [Fact]
    public async Task Restarts_UsedUpAndEscalating_FailTheParent()
    {
        var (parent, children) = await FamilyAsync(new() { Backoff = null, MaxRestarts = 0, WhenExhausted = Directive.Escalate }, "a");
        children[0].Tell("fail");
        await Eventually.WithinAsync(children[0].WhenStopped);
        await Eventually.TrueAsync(() => seen.All.Count(entry => entry.EndsWith("started", StringComparison.Ordinal)) == 2);
        Assert.False(parent.IsStopping);
    }

    [Fact]
    public async Task Backoff_BeforeARestart_KeepsTakingMessagesAndThenHandlesThem()
    {
        var (_, children) = await FamilyAsync(new() { Backoff = new Backoff(4 * Second, 60 * Second, 0), MaxRestarts = null }, "a");
        children[0].Tell("fail");
        await Eventually.TrueAsync(() => seen.All.Contains("a1 restarting"));
        children[0].Tell("kept");
        await AfterLogAsync("restarts after 00:00:04");
        Kernel.Time.Advance(3.9 * Second);
        await Task.Delay(20);
        Assert.DoesNotContain("a2 started", seen.All);
        Kernel.Time.Advance(0.1 * Second);
        await Eventually.TrueAsync(() => seen.All.Contains("a2 kept"));
        children[0].Tell("fail");
        await AfterLogAsync("restarts after 00:00:08");
        Kernel.Time.Advance(8 * Second);
        await Eventually.TrueAsync(() => seen.All.Contains("a3 started"));
        Kernel.Time.Advance(TimeSpan.FromMinutes(2));
        children[0].Tell("fail");
        await Eventually.TrueAsync(() => Kernel.Log.Count(entry => entry.Text.Contains("restarts after 00:00:04", StringComparison.Ordinal)) == 2);
    }

    [Fact]
    public async Task Stop_DuringTheBackoff_Ends()
    {
        var (_, children) = await FamilyAsync(new() { Backoff = new Backoff(4 * Second, 60 * Second) }, "a");
        children[0].Tell("fail");
        await Eventually.TrueAsync(() => seen.All.Contains("a1 restarting"));
        children[0].Stop();
        await Eventually.WithinAsync(children[0].WhenStopped);
    }

    [Fact]
    public async Task Start_FailingAtFirst_IsRetriedByTheStrategy()
    {
        var tries = 0;
        var handled = new Seen<int>();
        var actor = Kernel.System.Spawn<int>(() =>
        {
            if (Interlocked.Increment(ref tries) < 3) throw new InvalidOperationException("not yet");
            return new Lambda<int>((message, _) =>
            {
                handled.Add(message);
                return default;
            });
        });
        actor.Tell(7);
        await handled.CountAsync(1);
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task Restart_StashedMessages_AreHandledFirst()
    {
        var handled = new Seen<string>();
        var instance = 0;
        var actor = Kernel.System.Spawn(() =>
        {
            var own = ++instance;
            return new Lambda<string>((message, context) =>
            {
                if (own == 1 && message != "fail") context.Stash();
                else if (message == "fail") throw new InvalidOperationException("asked to");
                else handled.Add(message);
                return default;
            });
        });
        foreach (var message in new[] { "a", "b", "fail", "c" }) actor.Tell(message);
        await handled.CountAsync(3);
        Assert.Equal(["a", "b", "c"], handled.All);
    }

    [Fact]
    public async Task Restart_DisposableInstances_AreDisposedOf()
    {
        var disposed = 0;
        var actor = Kernel.System.Spawn(() => new Disposable(() => Interlocked.Increment(ref disposed)));
        actor.Tell(1);
        await Eventually.TrueAsync(() => Volatile.Read(ref disposed) == 1);
        actor.Stop();
        await Eventually.WithinAsync(actor.WhenStopped);
        Assert.Equal(2, disposed);
    }

    [Fact]
    public async Task Resume_WhatItToldItselfBeforeFailing_IsStillDelivered()
    {
        var handled = new Seen<string>();
        await using var test = new TestSystem(new SupervisionStrategy { Decide = _ => Directive.Resume });
        var actor = test.Spawn<string>((message, context) =>
        {
            handled.Add(message);
            if (message != "fail") return default;
            context.TellSelf("own");
            context.Timers.StartSingle("k", "tick", TimeSpan.Zero);
            throw new InvalidOperationException("asked to");
        });
        actor.Tell("fail");
        await Eventually.TrueAsync(() =>
        {
            test.Time.Advance(Second);
            return handled.Count == 3;
        });
        Assert.Equal(["fail", "own", "tick"], handled.All);
    }

    [Fact]
    public async Task Restart_WhatItToldItselfBeforeFailing_IsGivenBack()
    {
        var handled = new Seen<string>();
        var lost = new Seen<string>();
        var actor = Kernel.Spawn<string>(
            (message, context) =>
            {
                handled.Add(message);
                if (message != "fail") return default;
                context.TellSelf("own");
                throw new InvalidOperationException("asked to");
            },
            new() { OnDropped = (message, _) => lost.Add(message) });
        actor.Tell("fail");
        actor.Tell("on");
        await handled.CountAsync(2);
        await lost.CountAsync(1);
        Assert.Equal(["fail", "on"], handled.All);
        Assert.Equal(["own"], lost.All);
    }

    [Fact]
    public async Task Strategy_ThatThrows_StopsTheChild()
    {
        var (_, children) = await FamilyAsync(new() { Decide = _ => throw new InvalidOperationException("strategy") }, "a");
        children[0].Tell("fail");
        await Eventually.WithinAsync(children[0].WhenStopped);
    }

    private Task AfterLogAsync(string text) =>
        Eventually.TrueAsync(() => Kernel.Log.Any(entry => entry.Text.Contains(text, StringComparison.Ordinal)), text);

    private Task<(ActorRef<string> Parent, ActorRef<string>[] Children)> FamilyAsync(SupervisionStrategy strategy, params string[] names) =>
        FamilyAsync(strategy, names, Kernel);

    /// <summary>A parent with children that say what happens to them: <c>a2 started</c> is the second instance of a.</summary>
    private async Task<(ActorRef<string> Parent, ActorRef<string>[] Children)> FamilyAsync(SupervisionStrategy strategy, string[] names, TestSystem test)
    {
        var instances = names.ToDictionary(name => name, _ => 0);
        var made = new Seen<ActorRef<string>>();
        var parent = test.System.Spawn(() => new Lambda<string>((message, _) =>
        {
            seen.Add(message);
            return default;
        })
        {
            Strategy = strategy,
            Started = context =>
            {
                foreach (var name in names)
                {
                    var child = context.Spawn(() => Child(name, ++instances[name]), name);
                    context.Watch(child, ended => $"{name} ended: {ended.Failure?.Message}");
                    made.Add(child);
                }

                return default;
            },
        });
        await made.CountAsync(names.Length);
        await seen.CountAsync(names.Length);
        return (parent, made.All);
    }

    private Lambda<string> Child(string name, int instance) => new((message, _) =>
    {
        seen.Add($"{name}{instance} {message}");
        return message == "fail" ? throw new InvalidOperationException("asked to") : default;
    })
    {
        Started = _ => See($"{name}{instance} started"),
        Restarting = _ => See($"{name}{instance} restarting"),
        Stopping = () => See($"{name}{instance} stopping"),
        Stopped = () => See($"{name}{instance} stopped"),
    };

    private ValueTask See(string what)
    {
        seen.Add(what);
        return default;
    }

    private sealed class Disposable(Action disposed) : Actor<int>, IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            disposed();
            return default;
        }

        protected override ValueTask ReceiveAsync(int message) => throw new InvalidOperationException("asked to");
    }
}
