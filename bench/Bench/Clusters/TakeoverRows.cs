using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Fresnel.Bench.Measuring;
using Fresnel.Bench.Reports;
using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Local;

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

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Measures.</summary>
    public static async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        if (!run.Wants("takeover p50") && !run.Wants("takeover max")) return;
        var folder = new LocalFolder(Path.Combine(run.Folder, "takeover"));
        using var mine = folder.Lock();
        var cluster = new LocalCluster(folder, TimeProvider.System, static _ => { });
        var times = new List<double>();
        try
        {
            var state = await cluster.UpAsync(new UpRequest(Nodes, Cameras: 0, Video: "", Fps: 1), cancel);
            using var caller = new Caller(state);
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

    /// <summary>Who asks, over HTTP, whichever node lives.</summary>
    private sealed class Caller : IDisposable
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

        private readonly ClusterState state;
        private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(15) };

        public Caller(ClusterState state)
        {
            this.state = state;
            http.DefaultRequestHeaders.Authorization = new("Bearer", state.Token);
        }

        public async Task CreateAsync(int count, CancellationToken cancel)
        {
            for (var entity = 0; entity < count; entity++)
            {
                using var response = await http.PostAsJsonAsync(new Uri(Node(null), "/api/v1/cameras"), new { name = Name(entity), enabled = false, settings = new { source = "rtsp://127.0.0.1:9/nobody" } }, cancel);
                response.EnsureSuccessStatusCode();
            }
        }

        public async Task<string> OwnerAsync(int entity, CancellationToken cancel) =>
            (await http.GetFromJsonAsync<ClusterViews.Place>(new Uri(Node(null), $"/api/v1/cluster/where/camera/{Name(entity)}"), cancel))?.Owner ?? throw new InvalidOperationException($"{Name(entity)} has no owner.");

        /// <summary>Until every node has a part, and no shard has moved for as long as a newcomer has to settle.</summary>
        public async Task SettledAsync(CancellationToken cancel)
        {
            var start = Stopwatch.GetTimestamp();
            var since = start;
            var before = "";
            while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(6))
            {
                if (Stopwatch.GetElapsedTime(start) > Patience) throw new InvalidOperationException($"The shards did not come to rest within {Patience.TotalSeconds:0} s: {before}");
                var members = await http.GetFromJsonAsync<ClusterViews.MemberList>(new Uri(Node(null), "/api/v1/cluster/members"), cancel);
                var parts = members!.Members.Where(member => member.Status == MemberStatus.Up && member.Weight > 0).Select(member => $"{member.Id} {member.Shards}").ToArray();
                var now = string.Join(", ", parts);
                if (now != before || parts.Length < Nodes || parts.Any(part => part.EndsWith(" 0", StringComparison.Ordinal))) since = Stopwatch.GetTimestamp();
                before = now;
                await Task.Delay(250, cancel);
            }
        }

        /// <summary>One change under one key, sent again until it is answered.</summary>
        public async Task CommandAsync(int entity, string? without, CancellationToken cancel)
        {
            var key = Guid.NewGuid().ToString("N");
            var address = new Uri(Node(without), $"/api/v1/cameras/{Name(entity)}/settings");
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = JsonContent.Create(new { title = key }) };
                request.Headers.Add("Idempotency-Key", key);
                using var response = await http.SendAsync(request, cancel);
                if (response.IsSuccessStatusCode) return;
                if ((int)response.StatusCode is not (503 or 504)) throw new InvalidOperationException($"A command was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancel)}");
                await Task.Delay(Pause, cancel);
            }
        }

        public void Dispose() => http.Dispose();

        private static string Name(int entity) => string.Create(CultureInfo.InvariantCulture, $"eye-{entity}");

        private Uri Node(string? without) => state.Nodes().First(node => node.Id != without).Address;
    }
}
