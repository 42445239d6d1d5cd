using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fresnel.Inference.Hog;

/// <summary>
/// Shrinks a row of numbers in 1/256 to bytes, each of two neighbours, and sorts them by their place in their cell: run p of eight holds pixel p of every cell.
/// Used by one thread at a time.
/// </summary>
internal sealed unsafe class RowShrinker
{
    private const int Half = 4;
    private readonly int columns;
    private readonly int[] firsts;
    private readonly int[] weights;

    // Where four neighbouring pixels have their sources within eight numbers, one load and one shuffle take the place of four loads.
    private readonly byte[] shuffles;
    private readonly ulong[] cells;
    private readonly bool near;

    /// <summary>A shrinker to whole cells of an axis.</summary>
    /// <param name="taps">Where the axis' pixels come from.</param>
    /// <param name="columns">Cells, at least 8.</param>
    public RowShrinker(LinearTaps taps, int columns)
    {
        this.columns = columns;
        firsts = new int[HogLevel.Cell * columns];
        weights = new int[firsts.Length];
        for (var pixel = 0; pixel < firsts.Length; pixel++)
        {
            var (first, second) = taps[pixel];
            firsts[pixel] = first;
            weights[pixel] = (256 - second) | (second << 16);
        }

        cells = new ulong[columns];
        shuffles = new byte[4 * firsts.Length];
        near = Avx2.IsSupported;
        for (var pixel = 0; pixel < firsts.Length; pixel++)
        {
            var away = firsts[pixel] - firsts[pixel - (pixel % Half)];
            near &= away <= 6;
            for (var part = 0; part < 4; part++) shuffles[(4 * pixel) + part] = (byte)((2 * away) + part);
        }
    }

    /// <summary>Shrinks a row.</summary>
    /// <param name="line">The row; readable 8 numbers beyond its end.</param>
    /// <param name="to">8 × columns bytes.</param>
    public void Shrink(ReadOnlySpan<ushort> line, Span<byte> to)
    {
        fixed (ushort* from = line)
        fixed (int* first = firsts, weight = weights)
        fixed (byte* shuffle = shuffles, target = to)
        fixed (ulong* cell = cells)
        {
            if (!Avx2.IsSupported)
            {
                for (var pixel = 0; pixel < firsts.Length; pixel++) ((byte*)cell)[pixel] = Blend(from, first[pixel], weight[pixel] >> 16);
                for (var pixel = 0; pixel < firsts.Length; pixel++) target[((pixel % HogLevel.Cell) * columns) + (pixel / HogLevel.Cell)] = ((byte*)cell)[pixel];
                return;
            }

            for (var number = 0; number < columns; number++)
            {
                var pixel = number * HogLevel.Cell;
                var pairs = near
                    ? Avx2.Shuffle(Vector256.Create(Vector128.Load(from + first[pixel]), Vector128.Load(from + first[pixel + Half])).AsByte(), Vector256.Load(shuffle + (4 * pixel))).AsInt32()
                    : Avx2.GatherVector256((int*)from, Vector256.Load(first + pixel), 2);
                cell[number] = Blend(pairs, Vector256.Load(weight + pixel));
            }

            CellTranspose.Write(cell, columns, target);
        }
    }

    /// <summary>One pixel of two neighbours.</summary>
    public static byte Blend(ushort* from, int first, int weight) => (byte)(((from[first] * (256 - weight)) + (from[first + 1] * weight) + 32768) >> 16);

    /// <summary>Eight pixels: signed products need the values about zero, and the weights' sum is 256.</summary>
    private static ulong Blend(Vector256<int> pairs, Vector256<int> weights)
    {
        var sign = Vector256.Create(unchecked((int)0x80008000));
        var back = Vector256.Create((256 * 32768) + 32768);
        var sums = Avx2.MultiplyAddAdjacent((pairs ^ sign).AsInt16(), weights.AsInt16()) + back;
        var values = sums >>> 16;
        var words = Sse41.PackUnsignedSaturate(values.GetLower(), values.GetUpper()).AsInt16();
        return Sse2.PackUnsignedSaturate(words, words).AsUInt64().ToScalar();
    }
}
