using Fresnel.Media.Ingest;
using Fresnel.Media.Processes;
using Fresnel.Media.Probing;
using Fresnel.Media.Sources;
using Fresnel.Media.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Media.Tests.Ingest;

public sealed class RtspIngestTests
{
    private const string Password = "p@ss:w/rd 'x%";
    private static readonly SourceCredential Credential = new("viewer", Password);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rtsp_WithPassword_DeliversFramesAndHidesIt(bool digest)
    {
        await using var server = await RtspServer.StartAsync(0, Credential.User, Password, digest);
        await using var ingest = Ingests.Start(server.Address, credential: Credential);
        List<TimeSpan> times = [];
        while (times.Count < 20)
        {
            var read = await ingest.NextAsync();
            Assert.True(read.HasFrame, read.End?.Message);
            times.Add(read.Frame.StreamTime);
            read.Frame.Release();
        }

        Assert.Equal(times.Order(), times);
        Assert.Equal(times.Distinct(), times);
        Assert.Equal(320, ingest.Layout!.Value.Width);
        var line = Tools.CommandLine(ingest.ProcessId);
        Assert.Contains("concat", line, StringComparison.Ordinal);
        Assert.DoesNotContain("viewer", line, StringComparison.Ordinal);
        Assert.DoesNotContain("p%40ss", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rtsp_WrongPassword_FailsAndShowsNeither(bool digest)
    {
        await using var server = await RtspServer.StartAsync(0, Credential.User, Password, digest);
        await using var ingest = Ingests.Start(server.Address, credential: new SourceCredential("viewer", "wr/ong@secret"));
        var (frames, end) = await ingest.AllAsync();

        Assert.Empty(frames);
        Assert.Equal(IngestEndReason.Failed, end.Reason);
        Assert.Equal(MediaErrorCode.Unauthorized, end.Error);
        Assert.Contains("401", end.StderrTail, StringComparison.Ordinal);
        foreach (var text in new[] { end.Message, end.StderrTail })
        {
            Assert.DoesNotContain("ong@secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("ong%40secret", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rtsp_ServerKilledAndBack_EndsThenConnectsAgain()
    {
        await using var server = await RtspServer.StartAsync();
        await using var first = Ingests.Start(server.Address);
        (await first.NextAsync()).Frame!.Release();
        await server.KillAsync();
        var (_, end) = await first.AllAsync();
        Assert.Equal(IngestEndReason.Failed, end.Reason);
        Assert.Equal(MediaErrorCode.Disconnected, end.Error);

        await using var refused = Ingests.Start(server.Address);
        var (_, refusal) = await refused.AllAsync();
        Assert.Equal(MediaErrorCode.Refused, refusal.Error);

        await using var again = await RtspServer.StartAsync(server.Port);
        await using var second = Ingests.Start(again.Address);
        var read = await second.NextAsync();
        Assert.True(read.HasFrame, read.End?.Message);
        Assert.Equal(0, read.Frame.Number);
        read.Frame.Release();
    }

    [Fact]
    public async Task Rtsp_ServerFrozen_IsAStallAndFfmpegIsGone()
    {
        await using var server = await RtspServer.StartAsync();
        await using var ingest = Ingests.Start(server.Address, new IngestOptions { NoFrameLimit = TimeSpan.FromSeconds(2) });
        (await ingest.NextAsync()).Frame!.Release();
        await server.FreezeAsync();
        var (_, end) = await ingest.AllAsync();

        Assert.Equal(IngestEndReason.Stalled, end.Reason);
        Assert.Equal(MediaErrorCode.TimedOut, end.Error);
        await Tools.UntilAsync(() => !Tools.IsAlive(ingest.ProcessId), "ffmpeg gone");
    }

    [Fact]
    public async Task Probe_OfStreams_TellsSizeOrWhy()
    {
        await using var server = await RtspServer.StartAsync(0, Credential.User, Password);
        var probe = new VideoProbe(new FfmpegOptions(), TimeProvider.System, NullLogger<VideoProbe>.Instance);
        var info = await probe.ProbeAsync(VideoSource.Parse(server.Address, Credential), CancellationToken.None);
        Assert.Equal((320, 240, "h264"), (info.Width, info.Height, info.Codec));
        Assert.Null(info.Duration);

        var none = await Assert.ThrowsAsync<MediaException>(() => probe.ProbeAsync(VideoSource.Parse(server.Address), CancellationToken.None));
        Assert.Equal(MediaErrorCode.Unauthorized, none.Code);
        var absent = await Assert.ThrowsAsync<MediaException>(() => probe.ProbeAsync(VideoSource.Parse(server.Address.Replace("/cam", "/door", StringComparison.Ordinal), Credential), CancellationToken.None));
        Assert.Equal(MediaErrorCode.NotFound, absent.Code);
        await server.KillAsync();
        var refused = await Assert.ThrowsAsync<MediaException>(() => probe.ProbeAsync(VideoSource.Parse(server.Address, Credential), CancellationToken.None));
        Assert.Equal(MediaErrorCode.Refused, refused.Code);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
