using System.Globalization;
using System.Text.Json;
using Fresnel.Faults.Tests.Audit;
using Fresnel.Media.Tests.Support;
using Xunit.Abstractions;

namespace Fresnel.Faults.Tests.Ingest;

/// <summary>Ten crashes in a row, with real processes: a pause that is told, kept over a kill -9 of the node, and ended by its time or by other settings.</summary>
public sealed class DecoderPauseTests(DecoderNode node, ITestOutputHelper output) : IClassFixture<DecoderNode>
{
    private HttpClient Client => node.Client;

    [Fact]
    public async Task Camera_WhoseDecoderCrashesTenTimes_IsPausedSaysWhyAndTriesAgain()
    {
        var began = Now();
        node.Let("kill -SEGV $$");
        await KillDecoderAsync();
        JsonElement pause = default;
        output.WriteLine(await node.BesideNeighbourAsync(async () => pause = await node.PausedAsync()));
        output.WriteLine($"paused {Seconds(pause.Time("startedAt") - began)} after the first crash: {pause}");
        Assert.Equal((1, 10), (pause.Number("number"), pause.Number("crashes")));
        Assert.Contains("signal 11 (SIGSEGV)", pause.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(10), pause.Time("until") - pause.Time("startedAt"));
        await AssertToldAsync();

        // Its time comes, and nothing is better: a pause twice as long.
        var second = await node.PausedAsync(atLeast: 2);
        output.WriteLine($"paused again {Seconds(second.Time("startedAt") - pause.Time("until"))} after the first pause's end");
        Assert.Equal(TimeSpan.FromSeconds(20), second.Time("until") - second.Time("startedAt"));

        // The pause outlives the node.
        await node.Node.KillAsync();
        await node.StartAsync();
        var kept = await node.PausedAsync();
        Assert.Equal((2, second.Time("until")), (kept.Number("number"), kept.Time("until")));
        await Eventually.IsAsync(async () => State(await Client.CameraAsync(DecoderNode.Victim)) == "paused", "the node shows the pause");
        Assert.Empty(Decoders.OfCamera(node.Node, DecoderNode.Victim));

        // Other settings are tried at once.
        node.Let("");
        await Client.ChangeCameraAsync(DecoderNode.Victim, new { analysisWidth = 320 });
        await Client.StreamingAsync(DecoderNode.Victim, Now());
        await Client.NoOutageAsync(DecoderNode.Victim);
        Assert.Equal(JsonValueKind.Null, (await Client.CameraAsync(DecoderNode.Victim)).GetProperty("pause").ValueKind);
        await AssertStoryAsync(began);

        await node.Node.DisposeAsync();
        (await StoppedNode.AuditAsync(node.Data, new CommandLedger(), node.Node.Marker)).AssertClean("pauses");
        await node.StartAsync();
    }

    private async Task AssertToldAsync()
    {
        var camera = await Eventually.ValueAsync(async () => await Client.CameraAsync(DecoderNode.Victim) is var shown && State(shown) == "paused" ? shown : (JsonElement?)null, "the state is shown");
        var health = camera.GetProperty("live").GetProperty("health").Text("detail");
        output.WriteLine(health);
        Assert.Contains("crashed 10 times in a row (last: ", health, StringComparison.Ordinal);
        Assert.Contains("next try at ", health, StringComparison.Ordinal);
        Assert.Equal("decoderEnded", camera.GetProperty("outage").Text("reason"));
        var metrics = await Client.GetStringAsync("/metrics");
        Assert.Contains($"fresnel_camera_paused{{camera=\"{DecoderNode.Victim}\"}} 1", metrics, StringComparison.Ordinal);
        Assert.Contains($"fresnel_camera_paused{{camera=\"{DecoderNode.Neighbour}\"}} 0", metrics, StringComparison.Ordinal);
        Assert.Contains($"fresnel_camera_crashes_total{{camera=\"{DecoderNode.Victim}\"}} 10", metrics, StringComparison.Ordinal);
        Assert.Empty(Decoders.OfCamera(node.Node, DecoderNode.Victim));
    }

    private async Task AssertStoryAsync(DateTimeOffset began)
    {
        var story = (await Client.EventTypesAsync(DecoderNode.Victim)).SkipWhile(type => type != "camera.outage-started").ToArray();
        Assert.Equal(["camera.outage-started", "camera.paused", "camera.resumed", "camera.paused", "camera.settings-changed", "camera.resumed", "camera.outage-ended"], story);

        // All of it is one outage, and none of it counts as covered.
        var outage = (await Client.ListAsync(DecoderNode.Victim, "outages")).Single();
        var coverage = await Client.GetJsonAsync($"/api/v1/cameras/{DecoderNode.Victim}/coverage");
        Assert.InRange(outage.Time("startedAt"), began - TimeSpan.FromSeconds(2), began + TimeSpan.FromSeconds(2));
        Assert.Equal((outage.Time("endedAt") - outage.Time("startedAt")).TotalSeconds, coverage.GetProperty("outageSeconds").GetDouble(), 0.01);
    }

    private async Task KillDecoderAsync() =>
        await Tools.RunAsync("kill", "-SEGV", (await Decoders.SingleAsync(node.Node, DecoderNode.Victim)).ToString(CultureInfo.InvariantCulture));

    private static string? State(JsonElement camera) =>
        camera.GetProperty("live") is { ValueKind: JsonValueKind.Object } live ? live.GetProperty("health").Text("state") : null;

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s");
}
