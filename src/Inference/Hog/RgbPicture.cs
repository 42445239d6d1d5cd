using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Hog;

/// <summary>
/// A frame as three planes of bytes, red, green, blue. Converted as OpenCV's reader (libswscale) does it: BT.601, limited
/// range, every chroma sample for its four pixels, each product cut to a whole number; so the pictures are the same, byte for
/// byte, and scores can be compared.
/// </summary>
internal sealed class RgbPicture
{
    private const int Bits = 16;

    // Eight times the coefficients in 1/8192, as libswscale has them.
    private const int Luma = 8 * 9539; // 255 / 219
    private const int RedV = 8 * 13075; // 1.402 * 255 / 224
    private const int GreenU = 8 * -3209; // -0.344136 * 255 / 224
    private const int GreenV = 8 * -6660; // -0.714136 * 255 / 224
    private const int BlueU = 8 * 16525; // 1.772 * 255 / 224
    private byte[] data = [];

    /// <summary>Pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Sets the size; allocates where the picture grows.</summary>
    public void Resize(int width, int height)
    {
        (Width, Height) = (width, height);
        if (data.Length < 3 * width * height) data = GC.AllocateUninitializedArray<byte>(3 * width * height);
    }

    /// <summary>A row of a channel: 0 red, 1 green, 2 blue.</summary>
    public Span<byte> Row(int channel, int y) => data.AsSpan(((channel * Height) + y) * Width, Width);

    /// <summary>Converts the rows from <paramref name="from"/> up to <paramref name="to"/>. Bands may be converted by several threads at once.</summary>
    public void Convert(Frame frame, int from, int to)
    {
        ReadOnlySpan<byte> y = frame.Y, u = frame.U, v = frame.V;
        var half = frame.Layout.ChromaWidth;
        for (var row = from; row < to; row++)
        {
            var chroma = row / 2 * half;
            ConvertRow(y.Slice(row * Width, Width), u.Slice(chroma, half), v.Slice(chroma, half), Row(0, row), Row(1, row), Row(2, row));
        }
    }

    private static void ConvertRow(ReadOnlySpan<byte> y, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        var x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var luma = ref MemoryMarshal.GetReference(y);
            for (; x + 16 <= y.Length; x += 16)
            {
                var cb = Chroma(u, x / 2);
                var cr = Chroma(v, x / 2);
                var forRed = (cr * RedV) >> Bits;
                var forGreen = ((cb * GreenU) >> Bits) + ((cr * GreenV) >> Bits);
                var forBlue = (cb * BlueU) >> Bits;
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref luma, (nuint)x));
                var first = LumaOf(low);
                var second = LumaOf(high);
                Store(first, second, forRed, red, x);
                Store(first, second, forGreen, green, x);
                Store(first, second, forBlue, blue, x);
            }
        }

        for (; x < y.Length; x++)
        {
            int luma = ((y[x] - 16) * Luma) >> Bits, cb = u[x / 2] - 128, cr = v[x / 2] - 128;
            red[x] = (byte)Math.Clamp(luma + ((cr * RedV) >> Bits), 0, 255);
            green[x] = (byte)Math.Clamp(luma + ((cb * GreenU) >> Bits) + ((cr * GreenV) >> Bits), 0, 255);
            blue[x] = (byte)Math.Clamp(luma + ((cb * BlueU) >> Bits), 0, 255);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Chroma(ReadOnlySpan<byte> plane, int x)
    {
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.AsRef(in plane[x..(x + 8)][0]))).AsByte();
        var (words, _) = Vector128.Widen(bytes);
        var (low, high) = Vector128.Widen(words);
        return Vector256.Create(low, high).AsInt32() - Vector256.Create(128);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> LumaOf(Vector128<ushort> eight)
    {
        var (low, high) = Vector128.Widen(eight);
        return ((Vector256.Create(low, high).AsInt32() - Vector256.Create(16)) * Luma) >> Bits;
    }

    /// <summary>Sixteen pixels of a channel; <paramref name="chroma"/> holds what eight pairs of pixels add to their luma.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> first, Vector256<int> second, Vector256<int> chroma, Span<byte> to, int x)
    {
        var left = Vector256.Shuffle(chroma, Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3));
        var right = Vector256.Shuffle(chroma, Vector256.Create(4, 4, 5, 5, 6, 6, 7, 7));
        var low = Clamp(first + left);
        var high = Clamp(second + right);
        var words = Vector256.Narrow(low, high).AsUInt16();
        Vector128.Narrow(words.GetLower(), words.GetUpper()).StoreUnsafe(ref to[x]);
    }

    private static Vector256<int> Clamp(Vector256<int> value) => Vector256.Min(Vector256.Max(value, Vector256<int>.Zero), Vector256.Create(255));
}
