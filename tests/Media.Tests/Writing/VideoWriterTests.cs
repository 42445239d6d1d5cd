using Fresnel.Media.Frames;
using Fresnel.Media.Tests.Support;
using Fresnel.Media.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Media.Tests.Writing;

public sealed class VideoWriterTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Writer_OddSizeAndVariableRate_KeepsEveryTime()
    {
        var layout = new I420Layout(161, 121);
        double[] times = [0, 0.04, 0.08, 0.5, 0.54, 2.0];
        await using (var writer = Start(folder["out.mp4"], layout))
        {
            var picture = new byte[layout.ByteCount];
            foreach (var time in times)
            {
                Array.Fill(picture, (byte)(100 + (time * 20)));
                await writer.WriteAsync(picture, TimeSpan.FromSeconds(3 + time), CancellationToken.None);
            }

            Assert.False(File.Exists(folder["out.mp4"]));
            await writer.CompleteAsync(CancellationToken.None);
        }

        Assert.Equal("162,122", await Tools.EntryAsync(folder["out.mp4"], "stream=width,height"));
        var found = await Tools.FrameTimesAsync(folder["out.mp4"]);
        Assert.Equal(times.Length, found.Count);
        Assert.All(times.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 0.0001));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Writer_NotCompleted_LeavesNothing()
    {
        var layout = new I420Layout(64, 48);
        await using (var writer = Start(folder["out.mp4"], layout))
        {
            await writer.WriteAsync(new byte[layout.ByteCount], TimeSpan.Zero, CancellationToken.None);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Writer_MissingFolder_IsOneClearError()
    {
        var error = Assert.Throws<MediaException>(() => Start(folder["absent/out.mp4"], new I420Layout(64, 48)));
        Assert.Equal(MediaErrorCode.OutputFailed, error.Code);
    }

    private static VideoWriter Start(string path, I420Layout layout) =>
        VideoWriter.Start(path, layout, new VideoWriterOptions(), Tools.Ffmpeg, TimeProvider.System, NullLogger<VideoWriter>.Instance);
}
