using Fresnel.Media.Probing;
using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Fresnel.Media.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Media.Tests.Probing;

public sealed class VideoProbeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Probe_Video_TellsWhatItIs()
    {
        await Tools.MakeAsync(folder["a.mp4"], "-f", "lavfi", "-i", "testsrc=s=320x240:r=25:d=2", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p");
        await Tools.MakeAsync(folder["turned.mp4"], "-i", folder["a.mp4"], "-c", "copy", "-metadata:s:v:0", "rotate=90");
        var info = await ProbeAsync("a.mp4");
        Assert.Equal((320, 240, 0, 25.0, 50L, "h264", "yuv420p", false), (info.Width, info.Height, info.RotationDegrees, info.FrameRate, info.FrameCount, info.Codec, info.PixelFormat, info.MayBeVariableRate));
        Assert.Equal(2, info.Duration!.Value.TotalSeconds, 0.05);
        var turned = await ProbeAsync("turned.mp4");
        Assert.Equal((240, 320), (turned.Width, turned.Height));
        Assert.Contains(turned.RotationDegrees, new[] { 90, 270 });
    }

    [Fact]
    public async Task Probe_WhatIsNoVideo_SaysWhyInOneLine()
    {
        Directory.CreateDirectory(folder["dir"]);
        await File.WriteAllBytesAsync(folder["empty.mp4"], []);
        await File.WriteAllTextAsync(folder["notes.txt"], string.Concat(Enumerable.Repeat("this is no video\n", 100)));
        await File.WriteAllTextAsync(folder["notes.dat"], string.Concat(Enumerable.Repeat("this is no video\n", 100)));
        await Tools.MakeAsync(folder["sound.wav"], "-f", "lavfi", "-i", "sine=d=1");
        await Tools.MakeAsync(folder["whole.mp4"], "-f", "lavfi", "-i", "testsrc=s=320x240:r=25:d=1", "-c:v", "libx264");
        await File.WriteAllBytesAsync(folder["cut.mp4"], (await File.ReadAllBytesAsync(folder["whole.mp4"]))[..2000]);
        (string Name, MediaErrorCode Code)[] cases =
        [
            ("absent.mp4", MediaErrorCode.NotFound),
            ("dir", MediaErrorCode.IsDirectory),
            ("empty.mp4", MediaErrorCode.Empty),
            ("notes.txt", MediaErrorCode.NotAVideo),
            ("notes.dat", MediaErrorCode.NotAVideo),
            ("sound.wav", MediaErrorCode.NoVideoStream),
            ("cut.mp4", MediaErrorCode.Corrupt),
        ];
        foreach (var (name, code) in cases)
        {
            var error = await Assert.ThrowsAsync<MediaException>(() => ProbeAsync(name));
            Assert.Equal((name, code), (name, error.Code));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    // Found by hand: a playlist called a.mp4 showed the video it points to, and pictures of the folder came in for one called %d.
    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:2,\nfile://{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("ffconcat version 1.0\nfile whole.mp4\n")]
    public async Task ProbeAndIngest_PlaylistUnderAVideosName_DoNotFollowIt(string playlist)
    {
        await Tools.MakeAsync(folder["whole.mp4"], "-f", "lavfi", "-i", "testsrc=s=64x48:r=25:d=1", "-c:v", "libx264");
        await File.WriteAllTextAsync(folder["list.mp4"], playlist.Replace("{0}", folder["whole.mp4"], StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<MediaException>(() => ProbeAsync("list.mp4"));
        Assert.Equal(MediaErrorCode.NotAVideo, error.Code);
        Assert.Contains("a playlist", error.Message, StringComparison.Ordinal);
        await using var ingest = Ingests.Start(folder["list.mp4"]);
        Assert.Empty((await ingest.AllAsync()).Frames);
    }

    // Found by hand: opening a pipe waits for its writer, and nothing can end that wait.
    [Fact]
    public async Task Probe_PipeWithoutAWriter_IsRefusedAtOnce()
    {
        using (var made = System.Diagnostics.Process.Start("mkfifo", [folder["pipe.avi"]])) await made.WaitForExitAsync();
        File.CreateSymbolicLink(folder["link.avi"], folder["pipe.avi"]);
        foreach (var name in new[] { "pipe.avi", "link.avi", "/dev/zero" })
        {
            var error = await Assert.ThrowsAsync<MediaException>(() => ProbeAsync(name)).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(MediaErrorCode.NotAVideo, error.Code);
            Assert.Contains("pipe", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Probe_WithoutTheTool_SaysHowToGetIt()
    {
        await File.WriteAllTextAsync(folder["a.mp4"], "x");
        var probe = new VideoProbe(new FfmpegOptions { FfprobePath = "ffprobe-of-nobody" }, TimeProvider.System, NullLogger<VideoProbe>.Instance);
        var error = await Assert.ThrowsAsync<MediaException>(() => probe.ProbeAsync(VideoSource.Parse(folder["a.mp4"]), CancellationToken.None));
        Assert.Equal(MediaErrorCode.ToolMissing, error.Code);
        Assert.Contains("apt-get install ffmpeg", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_SilentServer_EndsAtTheLimit()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        var probe = new VideoProbe(new FfmpegOptions { ProbeLimit = TimeSpan.FromSeconds(1) }, TimeProvider.System, NullLogger<VideoProbe>.Instance);
        var error = await Assert.ThrowsAsync<MediaException>(() => probe.ProbeAsync(VideoSource.Parse($"rtsp://127.0.0.1:{port}/cam"), CancellationToken.None));
        Assert.Equal(MediaErrorCode.TimedOut, error.Code);
    }

    private Task<VideoInfo> ProbeAsync(string name) =>
        new VideoProbe(new FfmpegOptions(), TimeProvider.System, NullLogger<VideoProbe>.Instance).ProbeAsync(VideoSource.Parse(folder[name]), CancellationToken.None);
}
