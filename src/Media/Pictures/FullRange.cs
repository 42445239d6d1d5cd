using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fresnel.Media.Pictures;

/// <summary>Stretches limited-range samples (ITU-R BT.601, 16 to 235 and 16 to 240) to the full range that JPEG (JFIF) means.</summary>
internal static class FullRange
{
    /// <summary>(y − 16) · 255/219, as 149/128 in integers: at most 1 off.</summary>
    public static void Luma(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var source = ref MemoryMarshal.GetReference(from);
            ref var target = ref MemoryMarshal.GetReference(to);
            for (; i <= from.Length - 16; i += 16)
            {
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)i));
                Vector128.Narrow(Luma(low), Luma(high)).StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < from.Length; i++) to[i] = (byte)Math.Min(255, (((Math.Max(from[i], (byte)16) - 16) * 149) + 64) >> 7);
    }

    /// <summary>(c − 128) · 255/224 + 128, as 146/128 in integers: at most 1 off.</summary>
    public static void Chroma(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var source = ref MemoryMarshal.GetReference(from);
            ref var target = ref MemoryMarshal.GetReference(to);
            for (; i <= from.Length - 16; i += 16)
            {
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)i));
                Vector128.Narrow(Chroma(low.AsInt16()), Chroma(high.AsInt16())).StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < from.Length; i++) to[i] = (byte)Math.Clamp((((from[i] - 128) * 146 + 64) >> 7) + 128, 0, 255);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Luma(Vector128<ushort> y) =>
        Vector128.Min((((Vector128.Max(y, Vector128.Create((ushort)16)) - Vector128.Create((ushort)16)) * Vector128.Create((ushort)149)) + Vector128.Create((ushort)64)) >>> 7, Vector128.Create((ushort)255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Chroma(Vector128<short> c)
    {
        var scaled = ((((c - Vector128.Create((short)128)) * Vector128.Create((short)146)) + Vector128.Create((short)64)) >> 7) + Vector128.Create((short)128);
        return Vector128.Clamp(scaled, Vector128<short>.Zero, Vector128.Create((short)255)).AsUInt16();
    }
}
