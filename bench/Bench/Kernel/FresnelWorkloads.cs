using System.Diagnostics;
using Fresnel.Bench.Kernel.Actors;
using Fresnel.Bench.Measuring;
using Fresnel.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Bench.Kernel;

/// <summary>The workloads on this kernel; <c>bench/Akka/Workloads.cs</c> has the same on Akka.NET.</summary>
internal static class FresnelWorkloads
{
    /// <summary>Messages a mailbox holds: the default.</summary>
    public const int Bound = 1_000;

    private static readonly object Tick = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<double> RunAsync(string name, int count)
    {
        await using var system = new ActorSystem(TimeProvider.System, NullLoggerFactory.Instance);
        return name switch
        {
            "tell-one" => await TellAsync(system, 1, count),
            "tell-bytes" => await BytesPerTellAsync(system, count),
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
    }

    private static async Task<double> TellAsync(ActorSystem system, int actors, int count)
    {
        var done = new Countdown(actors);
        var refs = new ActorRef<object>[actors];
        for (var i = 0; i < actors; i++) refs[i] = system.Spawn(() => new Counter(count / actors, done), null, new() { Capacity = Bound });
        var watch = Stopwatch.StartNew();
        for (var sent = 0; sent < count; sent += actors)
        {
            foreach (var actor in refs) await actor.TellAsync(Tick);
        }

        await done.Task;
        return count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>What the process allocated, sender and actor together, over so many tells to an actor that had as many before; in hundredths of a byte.</summary>
    private static async Task<double> BytesPerTellAsync(ActorSystem system, int count)
    {
        var (first, second) = (new Countdown(count), new Countdown(2 * count));
        var actor = system.Spawn(() => new Signaller(first, second), null, new() { Capacity = Bound });
        for (var i = 0; i < count; i++) await actor.TellAsync(Tick);
        await first.Task;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < count; i++) await actor.TellAsync(Tick);
        await second.Task;
        return Math.Round((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)count, 2);
    }

    private static async Task<double> PingPongAsync(ActorSystem system, int count)
    {
        var done = new Countdown(1);
        var pong = system.Spawn(() => new Pong());
        var ping = system.Spawn(() => new Ping(pong, count, done));
        var watch = Stopwatch.StartNew();
        ping.Tell(new Ball(null));
        await done.Task;
        return count / watch.Elapsed.TotalSeconds;
    }

    private static Task<(long[] Ticks, TimeSpan Elapsed)> AskAsync(ActorSystem system, int count) => Task.Run(async () =>
    {
        var echo = system.Spawn(() => new Echo());
        await echo.Ask<object>(to => to, Patience);
        var ticks = new long[count];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await echo.Ask<object>(to => to, Patience);
            ticks[i] = Stopwatch.GetTimestamp() - began;
        }

        return (ticks, watch.Elapsed);
    });

    private static async Task<double> IdleBytesAsync(ActorSystem system, int count)
    {
        var started = new Countdown(count);
        var kept = new ActorRef<object>[count];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++) kept[i] = system.Spawn(() => new Starter(started));
        await started.Task;
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(kept);
        return (after - before) / (double)count;
    }

    private static async Task<double> CreateAsync(ActorSystem system, int count)
    {
        var started = new Countdown(count);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++) system.Spawn(() => new Starter(started));
        await started.Task;
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> RestartAsync(ActorSystem system, int count)
    {
        var started = new Countdown(count + 1);
        var parent = system.Spawn(() => new Parent(started, count));
        var child = await parent.Ask<ActorRef<object>>(to => to, Patience);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++) child.Tell(Tick);
        await started.Task;
        return count / watch.Elapsed.TotalSeconds;
    }

    private static double Quantile(long[] ticks, double quantile) => Medians.Quantile(ticks.Select(took => took * 1e6 / Stopwatch.Frequency), quantile);
}
