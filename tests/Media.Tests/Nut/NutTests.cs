using Fresnel.Media.Nut;
using Fresnel.Media.Tests.Support;

namespace Fresnel.Media.Tests.Nut;

public sealed class NutTests : IDisposable
{
    private const int MaxFrame = 1 << 20;
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Demuxer_CompressedAndSmallFrames_AreAsFfprobeSeesThem()
    {
        // MPEG-4 frames of a few hundred bytes use every trick of the frame codes, left-out headers and low bits of times.
        await Tools.MakeAsync(folder["a.nut"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=30000/1001:d=4", "-f", "lavfi", "-i", "sine=d=4", "-c:v", "mpeg4", "-bf", "2", "-c:a", "mp2");
        var expected = await Tools.RunAsync("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts,size,flags", "-of", "csv=p=0", folder["a.nut"]);
        var found = Read(await File.ReadAllBytesAsync(folder["a.nut"]), out _);

        var lines = expected.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim().Split(',')).Select(p => (long.Parse(p[0]), int.Parse(p[1]), p[2].Contains('K', StringComparison.Ordinal)));
        Assert.Equal(lines, found.Select(f => (f.Pts, f.Size, f.IsKey)));
    }

    [Fact]
    public async Task Muxer_WhatItWrites_FfprobeReadsWithTheSameTimes()
    {
        long[] times = [0, 1, 3600, 3601, 90_000, 123_456_789];
        await File.WriteAllBytesAsync(folder["b.nut"], Muxed(times, 16, 12));
        var text = await Tools.RunAsync("ffprobe", "-v", "error", "-show_entries", "packet=pts,size", "-of", "csv=p=0", folder["b.nut"]);
        var size = (16 * 12) + (2 * 8 * 6);
        var expected = times.Select(t => $"{t},{size}");
        Assert.Equal(expected, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim().TrimEnd(',')));
        Assert.Equal(times, Read(Muxed(times, 16, 12), out _).Select(f => f.Pts));
    }

    [Fact]
    public void Demuxer_NoBytes_IsNoStream() => Assert.Null(new NutDemuxer(new MemoryStream(), MaxFrame).ReadHeader());

    [Fact]
    public void Demuxer_CutAnywhere_EndsBetweenFramesOrThrows()
    {
        var whole = Muxed([0, 3600, 7200], 16, 12);
        for (var length = 0; length <= whole.Length; length++)
        {
            var frames = Read(whole[..length], out var fault);
            Assert.True(frames.Count <= 3);
            Assert.Equal(length == whole.Length, frames.Count == 3 && fault is null);
        }
    }

    [Fact]
    public async Task Demuxer_RandomDamage_NeverHangsNorOverruns()
    {
        await Tools.MakeAsync(folder["c.nut"], "-f", "lavfi", "-i", "testsrc2=s=32x24:r=25:d=1", "-c:v", "mpeg4");
        byte[][] wholes = [await File.ReadAllBytesAsync(folder["c.nut"]), Muxed([0, 1, 2, 3, 4], 16, 12)];
        var seed = Environment.TickCount;
        for (var round = 0; round < 4000; round++)
        {
            var random = new Random(seed + round);
            var bytes = wholes[round % 2].ToArray();
            Damage(ref bytes, random);
            try
            {
                // Whatever comes out, it is no more than went in, and it ends.
                var total = Read(bytes, out _).Sum(f => (long)f.Size);
                Assert.True(total <= bytes.Length + (128L * bytes.Length));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed + round}: {e}");
            }
        }
    }

    private static void Damage(ref byte[] bytes, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                for (var i = random.Next(1, 8); i > 0; i--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
                break;
            case 2:
                bytes = bytes[..random.Next(bytes.Length)];
                break;
            default:
                var at = random.Next(bytes.Length);
                var extra = new byte[random.Next(1, 64)];
                random.NextBytes(extra);
                bytes = [.. bytes[..at], .. extra, .. bytes[at..]];
                break;
        }
    }

    private static List<NutFrame> Read(byte[] bytes, out NutFormatException? fault)
    {
        List<NutFrame> frames = [];
        fault = null;
        try
        {
            var demuxer = new NutDemuxer(new MemoryStream(bytes), MaxFrame);
            if (demuxer.ReadHeader() is null) return frames;
            while (demuxer.TryReadFrame(out var frame))
            {
                demuxer.ReadPayload(new byte[frame.Size]);
                frames.Add(frame);
            }
        }
        catch (NutFormatException e)
        {
            fault = e;
        }

        return frames;
    }

    private static byte[] Muxed(long[] times, int width, int height)
    {
        var muxer = new NutMuxer(new NutStream("I420", width, height, 1, 90_000, 7, 0, 1, 1, []));
        var picture = new byte[(width * height) + (2 * ((width + 1) / 2) * ((height + 1) / 2))];
        List<byte> all = [.. muxer.Header.Span];
        foreach (var time in times)
        {
            all.AddRange(muxer.FrameHeader(time, picture.Length, isKey: true).Span);
            all.AddRange(picture);
        }

        return [.. all];
    }
}
