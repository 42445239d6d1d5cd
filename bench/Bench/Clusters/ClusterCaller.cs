using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Fresnel.LocalCluster;
using Fresnel.Messages.Cluster;

namespace Fresnel.Bench.Clusters;

/// <summary>Who asks, over HTTP, whichever node lives.</summary>
internal sealed class ClusterCaller(ClusterState state, int nodes) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(15), DefaultRequestHeaders = { Authorization = new("Bearer", state.Token) } };

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
            if (now != before || parts.Length < nodes || parts.Any(part => part.EndsWith(" 0", StringComparison.Ordinal))) since = Stopwatch.GetTimestamp();
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
