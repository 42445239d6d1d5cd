using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fresnel.Inference.Hog;

/// <summary>
/// Writes one level of the pyramid into the model's input: the picture resized as OpenCV's <c>INTER_LINEAR_EXACT</c> does
/// it, bit for bit, with every row's pixels sorted by their place in their cell. Used by one thread at a time.
/// </summary>
/// <remarks>
/// A row of the tensor is ten runs of one byte a cell: run s holds column 8 cell + s − 1. So the graph finds a pixel's
/// neighbours one run further on, and a column of all cells contiguous. The first and last runs repeat what neighbouring
/// cells have, and reflect at the picture's edges.
/// </remarks>
internal sealed unsafe class LevelWriter
{
    private readonly HogLevel level;
    private readonly LinearTaps vertical;
    private readonly RowShrinker shrinker;
    private readonly int afterFirst;
    private readonly int afterWeight;
    private readonly ushort[] line;

    /// <summary>A writer for pictures of a size.</summary>
    public LevelWriter(HogLevel level, int pictureWidth, int pictureHeight)
    {
        this.level = level;
        vertical = new LinearTaps(pictureHeight, level.Height);
        var horizontal = new LinearTaps(pictureWidth, level.Width);
        var columns = level.Columns;
        shrinker = new RowShrinker(horizontal, columns);
        var after = columns * HogLevel.Cell < level.Width ? columns * HogLevel.Cell : level.Width - 2;
        (afterFirst, afterWeight) = horizontal[after];
        line = new ushort[pictureWidth + 64];
    }

    /// <summary>Fills one picture of the tensor.</summary>
    /// <param name="picture">Of the size the writer was made for.</param>
    /// <param name="tensor"><c>[3, 8 rows + 2, 10 columns]</c>, red first.</param>
    public void Write(RgbPicture picture, Span<byte> tensor)
    {
        var width = level.TensorWidth;
        for (var row = 0; row < level.TensorHeight; row++)
        {
            var y = row == 0 ? 1 : row - 1 < level.Height ? row - 1 : level.Height - 2;
            var (first, weight) = vertical[y];
            var second = weight == 0 ? first : first + 1;
            for (var channel = 0; channel < 3; channel++)
            {
                Blend(picture.Row(channel, first), picture.Row(channel, second), (ushort)weight);
                Spread(tensor.Slice(((channel * level.TensorHeight) + row) * width, width));
            }
        }
    }

    /// <summary>Two rows into one, in 1/256.</summary>
    private void Blend(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ushort weight)
    {
        var other = (ushort)(256 - weight);
        var to = line.AsSpan();
        var x = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var one = ref MemoryMarshal.GetReference(first);
            ref var two = ref MemoryMarshal.GetReference(second);
            ref var target = ref MemoryMarshal.GetReference(to);
            for (; x + 32 <= first.Length; x += 32)
            {
                var (oneLow, oneHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref one, (nuint)x));
                var (twoLow, twoHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref two, (nuint)x));
                ((oneLow * other) + (twoLow * weight)).StoreUnsafe(ref target, (nuint)x);
                ((oneHigh * other) + (twoHigh * weight)).StoreUnsafe(ref target, (nuint)x + 16);
            }
        }

        for (; x < first.Length; x++) to[x] = (ushort)((first[x] * other) + (second[x] * weight));
    }

    /// <summary>The blended row into a row of the tensor.</summary>
    private void Spread(Span<byte> row)
    {
        var columns = level.Columns;
        var inner = row.Slice(columns, HogLevel.Cell * columns);
        shrinker.Shrink(line, inner);
        inner.Slice((HogLevel.Cell - 1) * columns, columns - 1).CopyTo(row[1..]);
        row[0] = inner[columns];
        inner[1..columns].CopyTo(row[((HogLevel.Slots - 1) * columns)..]);
        fixed (ushort* from = line) row[^1] = RowShrinker.Blend(from, afterFirst, afterWeight);
    }
}
