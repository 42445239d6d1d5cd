using System.Runtime.InteropServices;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Tests.Hog;

/// <summary>The made-up picture of Golden/make_golden.py: figures of a head, a body and two legs before a patterned ground.</summary>
internal static class TestPicture
{
    public static Frame Frame(int width, int height)
    {
        var frame = Empty(width, height);
        var data = Bytes(frame);
        var layout = frame.Layout;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++) data[(y * width) + x] = Luma(x, y);
        }

        for (var v = 0; v < layout.ChromaHeight; v++)
        {
            for (var u = 0; u < layout.ChromaWidth; u++)
            {
                var at = layout.LumaBytes + (v * layout.ChromaWidth) + u;
                data[at] = (byte)(128 + (((u * 13) + (v * 7)) % 61) - 30);
                data[at + layout.ChromaBytes] = (byte)(128 + (((u * 5) + (v * 17)) % 53) - 26);
            }
        }

        return frame;
    }

    public static Frame Empty(int width, int height) => new FramePool(new I420Layout(width, height), 1).TryRent()!;

    public static Span<byte> Bytes(Frame frame) => MemoryMarshal.AsMemory(frame.Data).Span;

    private static byte Luma(int x, int y)
    {
        int across = (x % 128) - 64, down = (y % 176) - 30;
        var head = (across * across) + ((down - 8) * (down - 8)) < 90;
        var body = Math.Abs(across) < 15 && down is >= 18 and < 62;
        var legs = Math.Abs(across) is > 2 and < 12 && down is >= 62 and < 108;
        var wood = (((x * x * 3) + (y * y * 5) + (x * y * 7)) >> 9) & 31;
        return (byte)(head || body || legs ? 60 + (wood / 2) : 150 + wood);
    }
}
