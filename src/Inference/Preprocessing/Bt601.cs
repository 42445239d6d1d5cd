using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fresnel.Inference.Preprocessing;

/// <summary>
/// BT.601 limited-range Y'CbCr to RGB, 0 to 255, clamped and not rounded (ITU-R BT.601-7, section 2.5: luma 16 to 235, colour
/// differences 16 to 240 around 128). Each colour sample serves its 2 × 2 luma samples.
/// </summary>
public static class Bt601
{
    private const float Luma = 255f / 219f;
    private const float RedFromV = 1.402f * 255f / 224f;
    private const float GreenFromU = -0.344136286f * 255f / 224f;
    private const float GreenFromV = -0.714136286f * 255f / 224f;
    private const float BlueFromU = 1.772f * 255f / 224f;

    /// <summary>One row of luma and its rows of colour differences as red, green and blue.</summary>
    /// <param name="y">Luma, one byte a pixel; its length is the width.</param>
    /// <param name="u">Blue difference, ⌈width / 2⌉ bytes.</param>
    /// <param name="v">Red difference, ⌈width / 2⌉ bytes.</param>
    /// <param name="red">Width values, 0 to 255.</param>
    /// <param name="green">Width values, 0 to 255.</param>
    /// <param name="blue">Width values, 0 to 255.</param>
    public static void ConvertRow(ReadOnlySpan<byte> y, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, Span<float> red, Span<float> green, Span<float> blue)
    {
        var width = y.Length;
        var chroma = (width + 1) / 2;
        if (u.Length < chroma || v.Length < chroma || red.Length < width || green.Length < width || blue.Length < width)
        {
            throw new ArgumentException($"A row of {width} pixels needs {chroma} colour samples and three outputs of {width}.", nameof(y));
        }

        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; x <= width - 16; x += 16) Convert16(y, u, v, red, green, blue, x);
        }

        for (; x < width; x++) (red[x], green[x], blue[x]) = Convert(y[x], u[x >> 1], v[x >> 1]);
    }

    /// <summary>One pixel.</summary>
    public static (float Red, float Green, float Blue) Convert(byte y, byte u, byte v)
    {
        float luma = (y - 16) * Luma, du = u - 128, dv = v - 128;
        return (
            Math.Clamp(luma + (dv * RedFromV), 0, 255),
            Math.Clamp(luma + (du * GreenFromU) + (dv * GreenFromV), 0, 255),
            Math.Clamp(luma + (du * BlueFromU), 0, 255));
    }

    private static void Convert16(ReadOnlySpan<byte> y, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, Span<float> red, Span<float> green, Span<float> blue, int x)
    {
        // Bytes 0 to 7 twice each: one colour sample for two luma samples.
        var twice = Vector128.Create((byte)0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
        var luma = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(y), (nuint)x);
        var us = Vector128.Shuffle(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(u), x >> 1))).AsByte(), twice);
        var vs = Vector128.Shuffle(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(v), x >> 1))).AsByte(), twice);
        Convert8(Vector128.WidenLower(luma), Vector128.WidenLower(us), Vector128.WidenLower(vs), red, green, blue, x);
        Convert8(Vector128.WidenUpper(luma), Vector128.WidenUpper(us), Vector128.WidenUpper(vs), red, green, blue, x + 8);
    }

    private static void Convert8(Vector128<ushort> y, Vector128<ushort> u, Vector128<ushort> v, Span<float> red, Span<float> green, Span<float> blue, int x)
    {
        var luma = (Floats(y) - Vector256.Create(16f)) * Vector256.Create(Luma);
        var du = Floats(u) - Vector256.Create(128f);
        var dv = Floats(v) - Vector256.Create(128f);
        Clamp(luma + (dv * Vector256.Create(RedFromV))).StoreUnsafe(ref MemoryMarshal.GetReference(red), (nuint)x);
        Clamp(luma + (du * Vector256.Create(GreenFromU)) + (dv * Vector256.Create(GreenFromV))).StoreUnsafe(ref MemoryMarshal.GetReference(green), (nuint)x);
        Clamp(luma + (du * Vector256.Create(BlueFromU))).StoreUnsafe(ref MemoryMarshal.GetReference(blue), (nuint)x);
    }

    private static Vector256<float> Floats(Vector128<ushort> values)
    {
        var (lower, upper) = Vector128.Widen(values);
        return Vector256.ConvertToSingle(Vector256.Create(lower, upper).AsInt32());
    }

    private static Vector256<float> Clamp(Vector256<float> values) =>
        Vector256.Min(Vector256.Max(values, Vector256<float>.Zero), Vector256.Create(255f));
}
