using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fresnel.Media.Frames;

namespace Fresnel.Media.Motion;

/// <summary>
/// Says how much of a picture moves: the mean luma of cells of 8×8 pixels against a slowly adapting background. The mean
/// over 64 pixels quietens sensor noise, and the median change of all cells is taken off, so that a change of light or
/// exposure is no motion. Pure: time is the frames' own. Allocates nothing per frame. Not for several threads at once.
/// </summary>
public sealed class MotionGate
{
    private const int Cell = 8;
    private readonly MotionGateOptions options;
    private readonly int[] histogram = new int[511];
    private I420Layout layout;
    private int columns;
    private int rows;
    private ushort[] sums = [];
    private float[] background = [];
    private TimeSpan last;
    private TimeSpan? lastMotion;

    /// <summary>Begins without a background.</summary>
    /// <param name="options">What counts as motion.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public MotionGate(MotionGateOptions options) => this.options = Options.Checked(options);

    /// <summary>Share of cells that moved in the last frame, 0 to 1.</summary>
    public double Fraction { get; private set; }

    /// <summary>True while enough moves, and for the hold after it. True for the first frame, and when the picture's size changes.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>Takes in a frame.</summary>
    /// <param name="frame">The next frame of the stream.</param>
    /// <returns><see cref="IsMoving"/>.</returns>
    public bool Update(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return Update(frame.Layout, frame.Y, frame.StreamTime);
    }

    /// <summary>Takes in a luma plane.</summary>
    /// <param name="layout">Its size.</param>
    /// <param name="luma">Width × height bytes.</param>
    /// <param name="streamTime">Its time.</param>
    /// <returns><see cref="IsMoving"/>.</returns>
    public bool Update(I420Layout layout, ReadOnlySpan<byte> luma, TimeSpan streamTime)
    {
        if (luma.Length != layout.LumaBytes) throw new ArgumentException($"The luma plane has {luma.Length} bytes; {layout.Width}x{layout.Height} has {layout.LumaBytes}.", nameof(luma));
        var isFirst = layout != this.layout || streamTime < last; // another picture, or another stream
        if (isFirst) Begin(layout);
        Sum(luma);
        if (isFirst)
        {
            for (var i = 0; i < sums.Length; i++) background[i] = Mean(sums[i]);
            Fraction = sums.Length == 0 ? 0 : 1;
        }
        else
        {
            Fraction = Compare(streamTime - last);
        }

        last = streamTime;
        if (Fraction > 0 && Fraction >= options.MovingFraction) lastMotion = streamTime;
        IsMoving = lastMotion is { } motion && streamTime - motion <= options.Hold;
        return IsMoving;
    }

    private static float Mean(ushort sum) => sum * (1f / (Cell * Cell));

    private void Begin(I420Layout size)
    {
        layout = size;
        columns = size.Width / Cell; // the rest of a row, less than a cell, is left out
        rows = size.Height / Cell;
        sums = new ushort[columns * rows];
        background = new float[columns * rows];
        lastMotion = null;
    }

    private double Compare(TimeSpan passed)
    {
        if (sums.Length == 0) return 0;
        Array.Clear(histogram);
        for (var i = 0; i < sums.Length; i++) histogram[Bin(Mean(sums[i]) - background[i])]++;
        var common = Median() - 255;

        var adapt = (float)(1 - Math.Exp(-passed.TotalSeconds / options.Adaptation.TotalSeconds));
        var threshold = (float)options.CellThreshold;
        var moving = 0;
        for (var i = 0; i < sums.Length; i++)
        {
            var change = Mean(sums[i]) - background[i];
            if (MathF.Abs(change - common) > threshold) moving++;
            background[i] += adapt * change;
        }

        return moving / (double)sums.Length;
    }

    private static int Bin(float change) => Math.Clamp((int)MathF.Round(change) + 255, 0, 510);

    private int Median()
    {
        var half = sums.Length / 2;
        var seen = 0;
        for (var i = 0; i < histogram.Length; i++)
        {
            seen += histogram[i];
            if (seen > half) return i;
        }

        return 255;
    }

    // Eight lanes of 16 bits add up eight rows of 16 pixels; two cells come out of each.
    private void Sum(ReadOnlySpan<byte> luma)
    {
        ref var source = ref MemoryMarshal.GetReference(luma);
        for (var row = 0; row < rows; row++)
        {
            var from = row * Cell * layout.Width;
            var to = row * columns;
            var column = 0;
            for (; column + 1 < columns; column += 2)
            {
                var left = Vector128<ushort>.Zero;
                var right = Vector128<ushort>.Zero;
                for (var line = 0; line < Cell; line++)
                {
                    var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)(from + (line * layout.Width) + (column * Cell))));
                    left += low;
                    right += high;
                }

                sums[to + column] = Vector128.Sum(left);
                sums[to + column + 1] = Vector128.Sum(right);
            }

            if (column < columns) sums[to + column] = SumOne(luma, from + (column * Cell));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ushort SumOne(ReadOnlySpan<byte> luma, int from)
    {
        var sum = 0;
        for (var line = 0; line < Cell; line++)
        {
            foreach (var pixel in luma.Slice(from + (line * layout.Width), Cell)) sum += pixel;
        }

        return (ushort)sum;
    }
}
