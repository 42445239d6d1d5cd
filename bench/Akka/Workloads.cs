using System.Diagnostics;
using Akka.Actor;
using Fresnel.Bench.AkkaSide.Actors;
using Fresnel.Bench.Kernel;
using Fresnel.Bench.Measuring;

namespace Fresnel.Bench.AkkaSide;

/// <summary>The workloads of <c>bench/Bench/Kernel/FresnelWorkloads.cs</c> on Akka.NET: the same messages, counts and measures, its default dispatcher and mailbox.</summary>
internal static class Workloads
{
    private const string Quiet = "akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }";

    public static async Task<double> RunAsync(string name, int count)
    {
        GC.Collect(); // what the last workload left behind is not this one's cost
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var system = ActorSystem.Create("bench", Quiet);
        var figure = name switch
        {
            "tell-one" => await TellAsync(system, 1, count),
            "tell-many" => await TellAsync(system, 1_000, count),
            "ping-pong" => await PingPongAsync(system, count),
            "ask" => count / (await AskAsync(system, count)).Elapsed.TotalSeconds,
            "ask-p50" => Quantile((await AskAsync(system, count)).Ticks, 0.50),
            "ask-p99" => Quantile((await AskAsync(system, count)).Ticks, 0.99),
            "idle-bytes" => await IdleBytesAsync(system, count),
            "create" => await CreateAsync(system, count),
            "restart" => await RestartAsync(system, count),
            _ => throw new ArgumentException($"'{name}' is no workload.", nameof(name)),
        };
        await system.Terminate();
        return figure;
    }

    private static async Task<double> TellAsync(ActorSystem system, int actors, int count)
    {
        var done = new Countdown(actors);
        var refs = new IActorRef[actors];
        for (var i = 0; i < actors; i++) refs[i] = system.ActorOf(Props.Create(() => new Counter(count / actors, done)));
        await Task.WhenAll(refs.Select(actor => actor.Ask<object>(Counter.Ready)));
        var watch = Stopwatch.StartNew();
        for (var sent = 0; sent < count; sent += actors)
        {
            foreach (var actor in refs) actor.Tell(Counter.Tick, ActorRefs.NoSender);
        }

        await done.Task;
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> PingPongAsync(ActorSystem system, int count)
    {
        var done = new Countdown(1);
        var pong = system.ActorOf(Props.Create(() => new Pong()));
        var ping = system.ActorOf(Props.Create(() => new Ping(pong, count, done)));
        await Task.WhenAll(pong.Ask<object>(Counter.Ready), ping.Ask<object>(Counter.Ready));
        var watch = Stopwatch.StartNew();
        ping.Tell(Counter.Tick, ActorRefs.NoSender);
        await done.Task;
        return count / watch.Elapsed.TotalSeconds;
    }

    private static Task<(long[] Ticks, TimeSpan Elapsed)> AskAsync(ActorSystem system, int count) => Task.Run(async () =>
    {
        var echo = system.ActorOf(Props.Create(() => new Echo()));
        await echo.Ask<object>(Counter.Tick);
        var ticks = new long[count];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await echo.Ask<object>(Counter.Tick);
            ticks[i] = Stopwatch.GetTimestamp() - began;
        }

        return (ticks, watch.Elapsed);
    });

    private static async Task<double> IdleBytesAsync(ActorSystem system, int count)
    {
        var started = new Countdown(count);
        var props = Props.Create(() => new Starter(started));
        var kept = new IActorRef[count];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++) kept[i] = system.ActorOf(props);
        await started.Task;
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(kept);
        return (after - before) / (double)count;
    }

    private static async Task<double> CreateAsync(ActorSystem system, int count)
    {
        var started = new Countdown(count);
        var props = Props.Create(() => new Starter(started));
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++) system.ActorOf(props);
        await started.Task;
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> RestartAsync(ActorSystem system, int count)
    {
        var started = new Countdown(count + 1);
        var parent = system.ActorOf(Props.Create(() => new Parent(started)));
        var child = await parent.Ask<IActorRef>(Counter.Tick);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++) child.Tell(Counter.Tick, ActorRefs.NoSender);
        await started.Task;
        return count / watch.Elapsed.TotalSeconds;
    }

    private static double Quantile(long[] ticks, double quantile) => Medians.Quantile(ticks.Select(took => took * 1e6 / Stopwatch.Frequency), quantile);
}
