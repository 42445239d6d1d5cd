using System.Diagnostics;
using System.Globalization;
using Fresnel.Bench.Measuring;
using Fresnel.Bench.Reports;
using Fresnel.LocalCluster;

namespace Fresnel.Bench.Clusters;

/// <summary>
/// From <c>kill -9</c> of the node that owns an entity to the answer of another node to a command for it, which its caller
/// sends again until it is answered. Real processes: RabbitMQ, PostgreSQL, a lighthouse, three nodes.
/// </summary>
internal static class TakeoverRows
{
    private const int KillsARepeat = 10;
    private const int Nodes = 3;
    private const int Entities = 24;

    // Akka.NET 1.5 with cluster sharding and default settings, three local processes, the same test: 46.1 to 47.3 s.
    private const double AkkaBest = 46.1;
    private const double AkkaWorst = 47.3;
    private const double GoalMedian = 0.5;
    private const double GoalMax = 2;

    /// <summary>Measures.</summary>
    public static async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        if (!run.Wants("takeover p50") && !run.Wants("takeover max")) return;
        var folder = new LocalFolder(Path.Combine(run.Folder, "takeover"));
        using var mine = folder.Lock();
        var cluster = new MachineCluster(folder, TimeProvider.System, static _ => { });
        var times = new List<double>();
        try
        {
            var (state, _) = await cluster.UpAsync(new UpRequest(Nodes, Cameras: 0, Video: "", Fps: 1), cancel);
            using var caller = new ClusterCaller(state, Nodes);
            await caller.CreateAsync(Entities, cancel);
            await caller.SettledAsync(cancel);
            await caller.CommandAsync(0, null, cancel);
            for (var kill = 0; kill < run.Repeats * KillsARepeat; kill++)
            {
                var entity = kill % Entities;
                var owner = await caller.OwnerAsync(entity, cancel);
                var start = Stopwatch.GetTimestamp();
                var killing = cluster.KillAsync(owner, cancel);
                await caller.CommandAsync(entity, owner, cancel);
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                await killing;
                await cluster.RestartAsync(owner, cancel);
                await caller.SettledAsync(cancel);
            }
        }
        finally
        {
            if (ClusterState.Load(folder.Root) is not null) await cluster.DownAsync(CancellationToken.None);
        }

        var median = Medians.Median(times);
        run.Add(new BenchRow("takeover p50", median, "s", AkkaBest, AkkaBest / median, AkkaBest / GoalMedian));
        run.Add(new BenchRow("takeover max", times.Max(), "s", AkkaWorst, AkkaWorst / times.Max(), AkkaWorst / GoalMax));
        run.Note(string.Create(CultureInfo.InvariantCulture, $"takeover: {times.Count} kills, {times.Min():0.00} to {times.Max():0.00} s; goals {GoalMedian} s (p50) and {GoalMax} s (max). The baseline is Akka.NET 1.5 with cluster sharding and default settings in the same test: {AkkaBest} to {AkkaWorst} s."));
    }
}
