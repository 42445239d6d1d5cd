using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Fresnel.Inference.Manifests;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Preprocessing;

/// <summary>
/// Writes I420 frames as one picture of a float input tensor: BT.601 limited range to RGB (clamped, not rounded), bilinear
/// resize in RGB, then (value − mean) × scale a channel. Used by one thread at a time; after the first frame of a size it
/// allocates nothing.
/// </summary>
public sealed class TensorPreprocessor
{
    private const float PadValue = 114;
    private const int MaxTables = 64;

    private readonly ModelInput input;
    private readonly int width;
    private readonly int height;
    private readonly Dictionary<I420Layout, ResizeTable> tables = [];
    private readonly int[] bufferedRows = [-1, -1];
    private readonly float[] scaledRow;
    private float[] rows = [];

    /// <summary>A preprocessor for a model's input.</summary>
    /// <exception cref="ArgumentException">The input's width and height are open.</exception>
    public TensorPreprocessor(ModelInput input)
    {
        this.input = input;
        width = input.Width ?? throw new ArgumentException("The input's width is dynamic; allowed: a number.", nameof(input));
        height = input.Height ?? throw new ArgumentException("The input's height is dynamic; allowed: a number.", nameof(input));
        scaledRow = new float[3 * width];
    }

    /// <summary>Floats of one picture: 3 × height × width.</summary>
    public int Length => 3 * width * height;

    /// <summary>Writes a frame.</summary>
    /// <param name="frame">Any size, odd ones too.</param>
    /// <param name="tensor">One picture, <c>[3, H, W]</c> or <c>[H, W, 3]</c> as the manifest says; all of it is written.</param>
    /// <returns>Where the picture lies, for mapping boxes back.</returns>
    public PictureFit Write(Frame frame, Span<float> tensor) => Write(frame.Layout, frame.Y, frame.U, frame.V, tensor);

    /// <summary>Writes a picture given by its planes.</summary>
    /// <param name="layout">Its size.</param>
    /// <param name="y">Luma plane.</param>
    /// <param name="u">Blue difference plane.</param>
    /// <param name="v">Red difference plane.</param>
    /// <param name="tensor">One picture; all of it is written.</param>
    /// <exception cref="ArgumentException">The tensor is not of <see cref="Length"/>.</exception>
    public PictureFit Write(I420Layout layout, ReadOnlySpan<byte> y, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, Span<float> tensor)
    {
        if (tensor.Length != Length) throw new ArgumentException($"The tensor has {tensor.Length} values; allowed: {Length}.", nameof(tensor));
        var table = TableFor(layout);
        var fit = table.Fit;
        if (fit.Width != width || fit.Height != height) FillPadding(tensor);
        if (rows.Length < 9 * layout.Width) rows = new float[9 * layout.Width];
        bufferedRows.AsSpan().Fill(-1);
        for (var row = 0; row < fit.Height; row++)
        {
            int first = table.Rows[row], second = table.RowsNext[row];
            var upper = ColourRow(layout, y, u, v, first, second);
            var lower = ColourRow(layout, y, u, v, second, first);
            var mixed = rows.AsSpan(6 * layout.Width, 3 * layout.Width);
            Mix(upper, lower, table.RowWeights[row], mixed);
            WriteRow(table, mixed, layout.Width, row + fit.Top, tensor);
        }

        return fit;
    }

    private ResizeTable TableFor(I420Layout layout)
    {
        if (tables.TryGetValue(layout, out var table)) return table;
        if (tables.Count >= MaxTables) tables.Clear();
        table = new ResizeTable(layout, width, height, input.Resize);
        tables.Add(layout, table);
        return table;
    }

    /// <summary>A source row as three planes of floats, from the two rows kept, converted where it is in neither; <paramref name="keep"/> is not overwritten.</summary>
    private Span<float> ColourRow(I420Layout layout, ReadOnlySpan<byte> y, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, int row, int keep)
    {
        var slot = bufferedRows[0] == row ? 0 : bufferedRows[1] == row ? 1 : -1;
        var found = slot >= 0;
        if (!found) slot = bufferedRows[0] == keep ? 1 : 0;
        var planes = rows.AsSpan(slot * 3 * layout.Width, 3 * layout.Width);
        if (found) return planes;
        bufferedRows[slot] = row;
        var chroma = (row >> 1) * layout.ChromaWidth;
        Bt601.ConvertRow(
            y.Slice(row * layout.Width, layout.Width),
            u.Slice(chroma, layout.ChromaWidth),
            v.Slice(chroma, layout.ChromaWidth),
            planes[..layout.Width],
            planes.Slice(layout.Width, layout.Width),
            planes[(2 * layout.Width)..]);
        return planes;
    }

    private static void Mix(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float weight, Span<float> mixed)
    {
        var lanes = Vector<float>.Count;
        var factor = new Vector<float>(weight);
        var index = 0;
        for (; index <= mixed.Length - lanes; index += lanes)
        {
            var above = new Vector<float>(upper[index..]);
            (above + ((new Vector<float>(lower[index..]) - above) * factor)).CopyTo(mixed[index..]);
        }

        for (; index < mixed.Length; index++) mixed[index] = upper[index] + ((lower[index] - upper[index]) * weight);
    }

    private void WriteRow(ResizeTable table, ReadOnlySpan<float> mixed, int sourceWidth, int row, Span<float> tensor)
    {
        var fit = table.Fit;
        for (var channel = 0; channel < 3; channel++)
        {
            var colour = input.Colour is ColourOrder.Rgb ? channel : 2 - channel;
            var source = mixed.Slice(colour * sourceWidth, sourceWidth);
            var target = input.Layout is TensorLayout.Nchw
                ? tensor.Slice((channel * width * height) + (row * width) + fit.Left, fit.Width)
                : scaledRow.AsSpan(channel * fit.Width, fit.Width);
            Resample(source, table, Channel(input.Mean, channel), Channel(input.Scale, channel), target);
        }

        if (input.Layout is TensorLayout.Nchw) return;
        var pixels = tensor.Slice(((row * width) + fit.Left) * 3, 3 * fit.Width);
        var scaled = scaledRow.AsSpan(0, 3 * fit.Width);
        for (var column = 0; column < fit.Width; column++)
        {
            pixels[3 * column] = scaled[column];
            pixels[(3 * column) + 1] = scaled[fit.Width + column];
            pixels[(3 * column) + 2] = scaled[(2 * fit.Width) + column];
        }
    }

    private static unsafe void Resample(ReadOnlySpan<float> source, ResizeTable table, float mean, float scale, Span<float> target)
    {
        int[] first = table.Columns, second = table.ColumnsNext;
        var weights = table.ColumnWeights;
        var column = 0;
        if (Avx2.IsSupported)
        {
            // The taps were clamped to the source's width when the table was made, so the gathers stay inside the row.
            fixed (float* from = source)
            {
                for (; column <= target.Length - 8; column += 8)
                {
                    var left = Avx2.GatherVector256(from, Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(first), (nuint)column), 4);
                    var right = Avx2.GatherVector256(from, Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(second), (nuint)column), 4);
                    var weight = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(weights), (nuint)column);
                    var value = left + ((right - left) * weight);
                    ((value - Vector256.Create(mean)) * Vector256.Create(scale)).StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)column);
                }
            }
        }

        for (; column < target.Length; column++)
        {
            var left = source[first[column]];
            target[column] = (left + ((source[second[column]] - left) * weights[column]) - mean) * scale;
        }
    }

    private void FillPadding(Span<float> tensor)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            var value = (PadValue - Channel(input.Mean, channel)) * Channel(input.Scale, channel);
            if (input.Layout is TensorLayout.Nchw) tensor.Slice(channel * width * height, width * height).Fill(value);
            else for (var index = channel; index < tensor.Length; index += 3) tensor[index] = value;
        }
    }

    private static float Channel(ChannelValues values, int channel) => channel switch
    {
        0 => values.First,
        1 => values.Second,
        _ => values.Third,
    };
}
