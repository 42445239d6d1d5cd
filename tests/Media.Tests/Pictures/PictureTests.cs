using System.Drawing;
using Fresnel.Media.Frames;
using Fresnel.Media.Pictures;
using Fresnel.Media.Tests.Support;

namespace Fresnel.Media.Tests.Pictures;

public sealed class PictureTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(321, 241)]
    [InlineData(320, 240)]
    [InlineData(1, 1)]
    public async Task Jpeg_OfAnySize_DecodesToTheSamePicture(int width, int height)
    {
        var layout = new I420Layout(width, height);
        var picture = new byte[layout.ByteCount];
        for (var i = 0; i < layout.LumaBytes; i++) picture[i] = (byte)(16 + (i % width * 219 / width));
        picture.AsSpan(layout.LumaBytes, layout.ChromaBytes).Fill(100);
        picture.AsSpan(layout.LumaBytes + layout.ChromaBytes).Fill(150);
        using var encoder = new JpegEncoder();
        await File.WriteAllBytesAsync(folder["a.jpg"], encoder.Encode(layout, picture, 95).ToArray());

        Assert.Equal($"mjpeg,{width},{height},yuvj420p", await Tools.EntryAsync(folder["a.jpg"], "stream=codec_name,width,height,pix_fmt"));
        await using var ingest = Ingests.Start(folder["a.jpg"]);
        var read = await ingest.NextAsync();
        Assert.True(read.HasFrame, read.End?.Message);
        var worst = 0;
        for (var i = 0; i < layout.ByteCount; i++) worst = Math.Max(worst, Math.Abs(picture[i] - read.Frame.Data.Span[i]));
        read.Frame.Release();
        Assert.InRange(worst, 0, 6);
    }

    [Fact]
    public void Jpeg_ManyTimes_ReusesItsBuffers()
    {
        var layout = new I420Layout(640, 480);
        var picture = new byte[layout.ByteCount];
        using var encoder = new JpegEncoder();
        encoder.Encode(layout, picture);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) encoder.Encode(layout, picture);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void FullRange_Samples_AreWithinOneOfTheExactFormula()
    {
        var all = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var luma = new byte[256];
        var chroma = new byte[256];
        FullRange.Luma(all, luma);
        FullRange.Chroma(all, chroma);
        for (var i = 0; i < 256; i++)
        {
            Assert.InRange(luma[i] - Math.Clamp((i - 16) * 255 / 219.0, 0, 255), -1, 1);
            Assert.InRange(chroma[i] - Math.Clamp(((i - 128) * 255 / 224.0) + 128, 0, 255), -1, 1);
        }
    }

    [Fact]
    public void Overlay_BoxesAndLabelsAnywhere_StayInsideThePicture()
    {
        var pool = new FramePool(new I420Layout(33, 21), 1);
        var frame = pool.TryRent(new byte[pool.Layout.ByteCount], 0, TimeSpan.Zero, default, 0)!;
        var picture = new I420Picture();
        picture.CopyFrom(frame);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            float Next() => random.Next(8) == 0 ? random.NextSingle() * 1e12f : (random.NextSingle() * 100) - 50;
            OverlayPainter.DrawBox(picture, new RectangleF(Next(), Next(), Next(), Next()), OverlayColor.ForTrack(i), random.Next(1, 9));
            OverlayPainter.DrawLabel(picture, random.Next(-99, 99), random.Next(-99, 99), "Person 12 0.93 ä", OverlayColor.ForTrack(-i), random.Next(1, 4));
        }

        Assert.True(picture.Data.Span.ContainsAnyExcept((byte)0), $"seed {seed}");
        OverlayPainter.DrawBox(picture, new RectangleF(float.NaN, 0, 1, 1), OverlayColor.ForTrack(0));
    }

    [Fact]
    public void Overlay_Box_ColoursItsEdgeOnly()
    {
        var pool = new FramePool(new I420Layout(40, 40), 1);
        var picture = new I420Picture();
        picture.CopyFrom(pool.TryRent(new byte[pool.Layout.ByteCount], 0, TimeSpan.Zero, default, 0)!);
        OverlayPainter.DrawBox(picture, new RectangleF(10, 10, 20, 20), new OverlayColor(200, 90, 80));
        var y = picture.Data.Span[..1600];
        Assert.Equal(200, y[(10 * 40) + 10]);
        Assert.Equal(200, y[(29 * 40) + 29]);
        Assert.Equal(0, y[(9 * 40) + 10]);
        Assert.Equal(0, y[(20 * 40) + 20]);
        Assert.Equal(0, y[(30 * 40) + 30]);
    }
}
