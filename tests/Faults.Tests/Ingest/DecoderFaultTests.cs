using System.Globalization;
using System.Text.Json;
using Fresnel.Media.Tests.Support;
using Xunit.Abstractions;

namespace Fresnel.Faults.Tests.Ingest;

/// <summary>A camera through what may happen to its decoder, with real processes. Times go to the test's output.</summary>
public sealed class DecoderFaultTests(DecoderNode node, ITestOutputHelper output) : IClassFixture<DecoderNode>
{
    [Theory]
    [InlineData("KILL", "decoderEnded")]
    [InlineData("SEGV", "decoderEnded")]
    [InlineData("STOP", "stalled")]
    public async Task Decoder_Signalled_IsReplacedAndItsNeighbourDoesNotNotice(string signal, string reason)
    {
        var victim = await Decoders.SingleAsync(node.Node, DecoderNode.Victim);
        await node.Client.StreamingAsync(DecoderNode.Victim, Now());
        var beside = await node.BesideNeighbourAsync(async () =>
        {
            var began = Now();
            await Tools.RunAsync("kill", $"-{signal}", victim.ToString(CultureInfo.InvariantCulture));
            var replaced = await Eventually.ValueAsync(() => Task.FromResult(Decoders.OfCamera(node.Node, DecoderNode.Victim) is [var id] && id != victim ? Now() : (DateTimeOffset?)null), "another decoder");
            await node.Client.NoOutageAsync(DecoderNode.Victim);
            var outage = await Eventually.ValueAsync(async () => (await node.Client.ListAsync(DecoderNode.Victim, "outages"))[^1] is var last && last.Time("startedAt") > began - TimeSpan.FromSeconds(2) ? last : (JsonElement?)null, "the outage is listed");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{signal}: another decoder {(replaced - began).TotalSeconds:0.00} s after the signal, frames {(outage.Time("endedAt") - began).TotalSeconds:0.00} s after it"));
            Assert.Equal(reason, outage.Text("reason"));
            Assert.True(outage.Time("endedAt") > began);
        });
        output.WriteLine(beside);
    }

    [Theory]
    [InlineData("head -c 300000 /dev/urandom; exec sleep 600", "not NUT")]
    [InlineData("exec ffmpeg -v error -f lavfi -i color=size=64x64:rate=5 -frames:v 2 -c:v rawvideo -pix_fmt yuv420p -f nut pipe:1", "ended after 2 frames")]
    [InlineData("echo 'it is all too much' >&2; exit 3", "ended with code 3: it is all too much")]
    public async Task Decoder_Misbehaving_IsAnOutageThatSaysWhyAndTheNeighbourDoesNotNotice(string fault, string words)
    {
        var beside = await node.BesideNeighbourAsync(async () =>
        {
            node.Let(fault);
            await Tools.RunAsync("kill", "-KILL", (await Decoders.SingleAsync(node.Node, DecoderNode.Victim)).ToString(CultureInfo.InvariantCulture));
            await Eventually.IsAsync(async () => Detail(await node.Client.CameraAsync(DecoderNode.Victim)).Contains(words, StringComparison.Ordinal), $"the camera says '{words}'");
            output.WriteLine(Detail(await node.Client.CameraAsync(DecoderNode.Victim)));
            node.Let("");
            if ((await node.Client.CameraAsync(DecoderNode.Victim)).GetProperty("pause").ValueKind is JsonValueKind.Object) await node.Client.PostAsync(DecoderNode.Victim, "enable");
            await node.Client.StreamingAsync(DecoderNode.Victim, Now());
            await node.Client.NoOutageAsync(DecoderNode.Victim);
        });
        output.WriteLine(beside);
    }

    [Fact]
    public async Task Decoder_FloodingItsErrorOutput_HasItsFramesAndTakesLittleOfTheNode()
    {
        node.Let("yes 'error while decoding MB 1 2' >&2 &");
        await Tools.RunAsync("kill", "-KILL", (await Decoders.SingleAsync(node.Node, DecoderNode.Victim)).ToString(CultureInfo.InvariantCulture));
        await node.Client.StreamingAsync(DecoderNode.Victim, Now());
        await node.Client.NoOutageAsync(DecoderNode.Victim);
        var before = ResidentMiB();
        output.WriteLine(await node.BesideNeighbourAsync(async () =>
        {
            var frames = await node.Client.DecodedAsync(DecoderNode.Victim);
            await Eventually.IsAsync(async () => await node.Client.DecodedAsync(DecoderNode.Victim) > frames + 15, "frames of the flooding decoder");
        }));
        var after = ResidentMiB();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the node's memory: {before:0} MiB before, {after:0} MiB after"));
        Assert.True(after < before + 100, $"{before} MiB became {after}");

        node.Let("");
        await Tools.RunAsync("kill", "-KILL", (await Decoders.SingleAsync(node.Node, DecoderNode.Victim)).ToString(CultureInfo.InvariantCulture));
        await Eventually.IsAsync(() => Task.FromResult(!MarkedProcesses.Of(node.Node.Marker).Any(process => process.CommandLine.StartsWith("yes ", StringComparison.Ordinal))), "the flooder is gone");
        await node.Client.StreamingAsync(DecoderNode.Victim, Now());
        await node.Client.NoOutageAsync(DecoderNode.Victim);
    }

    private double ResidentMiB()
    {
        using var process = System.Diagnostics.Process.GetProcessById(node.Node.Id);
        return process.WorkingSet64 / 1048576.0;
    }

    private static string Detail(JsonElement camera) =>
        camera.GetProperty("live") is { ValueKind: JsonValueKind.Object } live ? live.GetProperty("health").Text("detail") : "";

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();
}
