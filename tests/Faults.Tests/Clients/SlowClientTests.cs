using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace Fresnel.Faults.Tests.Clients;

/// <summary>Readers that are many, slow, or never read, against a node whose camera runs: its frames and its memory must not notice. Figures go to the test's output.</summary>
public sealed class SlowClientTests(ITestOutputHelper output) : NodeHome
{
    private const string Camera = "yard";
    private const double AskedFps = 5;
    private const int MostStreams = 250;

    public override async Task InitializeAsync()
    {
        var video = await TestPlaces.MakeVideoAsync(Folder);
        await StartAsync($"Api:MaxStreams={MostStreams}");
        await Client.CreateCameraAsync(Camera, new { source = video, analysisFps = AskedFps, motionGating = false, recording = false });
        await Client.StreamingAsync(Camera);
    }

    [Fact]
    public async Task Node_With200EventStreams_ServesEachAndItsFramesGoOn()
    {
        var before = await WatchAsync("before", frames: 20);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 250 }) { BaseAddress = Node.Address, Timeout = Timeout.InfiniteTimeSpan };
        using var ends = new CancellationTokenSource();
        var received = new int[200];
        var readers = Enumerable.Range(0, received.Length).Select(i => ReadAsync(client, received, i, ends.Token)).ToArray();
        await Eventually.IsAsync(() => Task.FromResult(received.All(count => count > 0)), "every client was told of a frame");
        var during = await WatchAsync("with 200 clients", frames: 30);
        var least = received.Min();
        await Eventually.IsAsync(() => Task.FromResult(received.Min() > least), "every client is told on");
        output.WriteLine($"observations received by a client: {received.Min()} to {received.Max()}");
        await ends.CancelAsync();
        await Task.WhenAll(readers);

        AssertSame(before, during);
        await Eventually.IsAsync(async () => await StreamsAsync() == 0, "every stream has ended");
    }

    [Fact]
    public async Task Node_WithClientsThatNeverRead_KeepsItsMemoryAndItsFrames()
    {
        var before = await WatchAsync("before", frames: 20);
        List<Socket> clients = [];
        try
        {
            for (var i = 0; i < 60; i++)
            {
                clients.Add(await AskAsync($"/api/v1/cameras/{Camera}/observations/stream"));
                clients.Add(await AskAsync("/api/v1/events/stream"));
                clients.Add(await AskAsync($"/api/v1/cameras/{Camera}/stream.mjpeg?quality=100"));
                clients.Add(await AskAsync($"/api/v1/cameras/{Camera}/observations?limit=1000"));
            }

            await Eventually.IsAsync(async () => await StreamsAsync() == 180, "every stream is open");
            var during = await WatchAsync("with 240 clients that do not read", frames: SlowTests.Choose(40, 600));
            AssertSame(before, during);

            // Whoever reads is served as ever.
            Assert.Equal("streaming", (await Client.CameraAsync(Camera)).GetProperty("live").GetProperty("health").Text("state"));
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
        }

        await Eventually.IsAsync(async () => await StreamsAsync() == 0, "every stream has ended");
    }

    [Fact]
    public async Task Node_WithAsManyStreamsAsItAllows_RefusesMoreAndServesThemWhenOthersEnd()
    {
        List<Socket> clients = [];
        try
        {
            for (var i = 0; i < MostStreams; i++) clients.Add(await AskAsync("/api/v1/events/stream"));
            await Eventually.IsAsync(async () => await StreamsAsync() == MostStreams, "every stream is open");
            foreach (var path in new[] { "/api/v1/events/stream", $"/api/v1/cameras/{Camera}/observations/stream", $"/api/v1/cameras/{Camera}/stream.mjpeg" })
            {
                using var refused = await Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
                Assert.Equal((path, 429), (path, (int)refused.StatusCode));
                Assert.Contains("\"too-many-streams\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            Assert.Equal(MostStreams, await StreamsAsync());
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
        }

        await Eventually.IsAsync(async () => await StreamsAsync() == 0, "every stream has ended");
        using var served = await Client.GetAsync("/api/v1/events/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)served.StatusCode);
    }

    [Fact]
    public async Task Node_WithClientsThatAskByteByByte_AnswersTheOthers()
    {
        var before = await WatchAsync("before", frames: 15);
        List<Socket> clients = [];
        try
        {
            for (var i = 0; i < 100; i++)
            {
                var client = await ConnectAsync();
                clients.Add(client);
                await client.SendAsync(Encoding.ASCII.GetBytes("POST /api/v1/cameras HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"));
            }

            var watching = WatchAsync("with 100 clients that ask byte by byte", frames: 20);
            while (!watching.IsCompleted)
            {
                foreach (var client in clients) await client.SendAsync("X"u8.ToArray());
                await Task.Delay(200);
            }

            AssertSame(before, await watching);
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
        }
    }

    private static async Task ReadAsync(HttpClient client, int[] received, int index, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync($"/api/v1/cameras/{Camera}/observations/stream", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            Assert.Equal(200, (int)response.StatusCode);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line == "event: observation") Interlocked.Increment(ref received[index]);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }
    }

    /// <summary>Asks, and never reads the answer; its buffer is as small as the system allows.</summary>
    private async Task<Socket> AskAsync(string path)
    {
        var client = await ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        return client;
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024, NoDelay = true };
        await client.ConnectAsync("127.0.0.1", Node.Address.Port);
        return client;
    }

    /// <summary>Frames, losses and memory until so many more frames are decoded.</summary>
    private async Task<(double Fps, double SkippedShare, double MiB)> WatchAsync(string when, int frames)
    {
        var (first, began) = (await CountersAsync(), TimeProvider.System.GetTimestamp());
        var last = await Eventually.ValueAsync<JsonElement>(
            async () => await CountersAsync() is var now && now.Number("decoded") >= first.Number("decoded") + frames ? now : null,
            $"{frames} more frames",
            TimeSpan.FromSeconds(frames + 90));
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var fps = (last.Number("decoded") - first.Number("decoded")) / seconds;
        var skipped = (last.Number("skipped") - first.Number("skipped")) / Math.Max(1.0, last.Number("decoded") - first.Number("decoded"));
        using var process = System.Diagnostics.Process.GetProcessById(Node.Id);
        var memory = process.WorkingSet64 / 1048576.0;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{when}: {fps:0.00} frames/s, {skipped:P1} skipped, p95 {last.GetProperty("latencyP95Ms").GetDouble():0.0} ms, {memory:0} MiB resident"));
        return (fps, skipped, memory);
    }

    private async Task<JsonElement> CountersAsync() => (await Client.CameraAsync(Camera)).GetProperty("live").GetProperty("counters");

    private async Task<double> StreamsAsync() => double.Parse(
        (await Client.GetStringAsync("/metrics")).Split('\n').Single(line => line.StartsWith("fresnel_api_streams ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    // Generous: the machine may be busy. What would be wrong is a camera that waits for its readers, or a node that keeps what they do not take.
    private static void AssertSame((double Fps, double SkippedShare, double MiB) before, (double Fps, double SkippedShare, double MiB) during)
    {
        Assert.True(during.Fps > before.Fps * 0.5, $"{before.Fps} frames a second became {during.Fps}");
        Assert.True(during.SkippedShare < before.SkippedShare + 0.5, $"{before.SkippedShare:P1} skipped became {during.SkippedShare:P1}");
        Assert.True(during.MiB < before.MiB + 300, $"{before.MiB} MiB became {during.MiB}");
    }
}
