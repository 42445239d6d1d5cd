using System.Text.Json;
using Fresnel.Cluster.Faults.Tests.Support;

namespace Fresnel.Cluster.Faults.Tests.Cameras;

/// <summary>Cameras with frames, each on a file of its own, so that its ffmpeg can be told from the others'.</summary>
internal sealed class ClusterCameras
{
    private readonly RealCluster cluster;
    private readonly Dictionary<string, string> sources = [];

    private ClusterCameras(RealCluster cluster) => this.cluster = cluster;

    public IReadOnlyCollection<string> Names => sources.Keys;

    /// <summary>Creates cameras and waits until all are analysing.</summary>
    public static async Task<ClusterCameras> CreateAsync(RealCluster cluster, int count)
    {
        var cameras = new ClusterCameras(cluster);
        var video = await TestPlaces.MakeVideoAsync(cluster.Folder);
        for (var i = 1; i <= count; i++)
        {
            var source = Path.Combine(cluster.Folder, $"source-{i}.mp4");
            File.Copy(video, source);
            cameras.sources[$"eye-{i}"] = source;
            await cluster.Members[0].Client.CreateCameraAsync($"eye-{i}", new { source, analysisFps = 2, analysisWidth = 160, motionGating = false, recording = false });
        }

        await cameras.AnalysingAsync(cluster.Members[0].Client, null);
        return cameras;
    }

    /// <summary>Waits until every camera has an analysed frame later than a moment.</summary>
    /// <returns>For each, the time of its first such frame.</returns>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> AnalysingAsync(HttpClient client, DateTimeOffset? after)
    {
        var times = await Task.WhenAll(Names.Select(async camera => (camera, at: await FirstFrameAsync(client, camera, after ?? default))));
        return times.ToDictionary(pair => pair.camera, pair => pair.at);
    }

    /// <summary>The time of the first analysed frame later than a moment, from the common store of observations.</summary>
    public static Task<DateTimeOffset> FirstFrameAsync(HttpClient client, string camera, DateTimeOffset after) =>
        Eventually.ValueAsync(
            async () => (await FramesAsync(client, camera, after)).Select(at => (DateTimeOffset?)at).FirstOrDefault(),
            $"{camera} analyses frames after {after:O}");

    /// <summary>Times of analysed frames after a moment, oldest first.</summary>
    public static async Task<DateTimeOffset[]> FramesAsync(HttpClient client, string camera, DateTimeOffset after)
    {
        var path = $"/api/v1/cameras/{camera}/observations?limit=1000&order=oldest&from={Uri.EscapeDataString(after.ToString("O"))}";
        var (status, json, _) = await TryAsync(client, path);
        return status == 200 ? [.. json.GetProperty("items").EnumerateArray().Select(o => o.GetProperty("at").GetDateTimeOffset()).Where(at => at > after).Order()] : [];
    }

    /// <summary>At rest, every camera has one ffmpeg in the whole cluster (I6).</summary>
    public async Task RunOnceEachAsync()
    {
        await Eventually.IsAsync(
            () =>
            {
                var running = cluster.Members.SelectMany(member => member.Markers).SelectMany(MarkedProcesses.Of).Where(p => p.CommandLine.StartsWith("ffmpeg", StringComparison.Ordinal) || p.CommandLine.Contains("/ffmpeg ", StringComparison.Ordinal)).ToArray();
                return Task.FromResult(sources.Values.All(source => running.Count(p => p.CommandLine.Contains(source, StringComparison.Ordinal)) == 1));
            },
            "every camera has one ffmpeg");
    }

    private static async Task<(int Status, JsonElement Json, object? Headers)> TryAsync(HttpClient client, string path)
    {
        try
        {
            var (status, json, _) = await client.CallAsync(HttpMethod.Get, path);
            return (status, json, null);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return (0, default, null); // asked again
        }
    }
}
