using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fresnel.Inference.Hog;

/// <summary>Turns a row of cells, eight bytes each, into eight runs of one byte a cell.</summary>
internal static unsafe class CellTranspose
{
    /// <summary>Writes byte p of cell c to <c>to[p * columns + c]</c>. Needs SSE2.</summary>
    /// <param name="cells"><paramref name="columns"/> cells.</param>
    /// <param name="columns">At least 8.</param>
    /// <param name="to">8 × <paramref name="columns"/> bytes.</param>
    public static void Write(ulong* cells, int columns, byte* to)
    {
        for (var cell = 0; ; cell += 8)
        {
            // The last eight overlap the ones before where the number is not a multiple of eight.
            cell = Math.Min(cell, columns - 8);
            Eight((byte*)(cells + cell), to + cell, columns);
            if (cell == columns - 8) return;
        }
    }

    private static void Eight(byte* from, byte* to, int columns)
    {
        var first = Vector128.Load(from);
        var second = Vector128.Load(from + 16);
        var third = Vector128.Load(from + 32);
        var fourth = Vector128.Load(from + 48);

        // Interleaving the first half with the second turns the six bits of a byte's place by one; by three it is the transpose.
        for (var round = 0; round < 3; round++)
        {
            var (one, two) = (Sse2.UnpackLow(first, third), Sse2.UnpackHigh(first, third));
            (third, fourth) = (Sse2.UnpackLow(second, fourth), Sse2.UnpackHigh(second, fourth));
            (first, second) = (one, two);
        }

        Two(first, to, columns);
        Two(second, to + (2 * columns), columns);
        Two(third, to + (4 * columns), columns);
        Two(fourth, to + (6 * columns), columns);
    }

    private static void Two(Vector128<byte> runs, byte* to, int columns)
    {
        *(ulong*)to = runs.AsUInt64().GetElement(0);
        *(ulong*)(to + columns) = runs.AsUInt64().GetElement(1);
    }
}
