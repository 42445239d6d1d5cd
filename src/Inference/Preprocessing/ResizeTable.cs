using Fresnel.Inference.Manifests;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Preprocessing;

/// <summary>Bilinear taps of one source size into one input size, computed once: sample centres at half coordinates, edges repeated.</summary>
internal sealed class ResizeTable
{
    /// <summary>Computes the taps.</summary>
    public ResizeTable(I420Layout source, int width, int height, ResizeMode mode)
    {
        Fit = PictureFit.Of(source, width, height, mode);
        (Columns, ColumnsNext, ColumnWeights) = Taps(source.Width, Fit.Width);
        (Rows, RowsNext, RowWeights) = Taps(source.Height, Fit.Height);
    }

    /// <summary>Where the picture lies in the input.</summary>
    public PictureFit Fit { get; }

    /// <summary>First source column of each picture column.</summary>
    public int[] Columns { get; }

    /// <summary>Second source column of each picture column.</summary>
    public int[] ColumnsNext { get; }

    /// <summary>Weight of the second column, 0 to 1.</summary>
    public float[] ColumnWeights { get; }

    /// <summary>First source row of each picture row.</summary>
    public int[] Rows { get; }

    /// <summary>Second source row of each picture row.</summary>
    public int[] RowsNext { get; }

    /// <summary>Weight of the second row, 0 to 1.</summary>
    public float[] RowWeights { get; }

    private static (int[] First, int[] Second, float[] Weights) Taps(int source, int target)
    {
        var first = new int[target];
        var second = new int[target];
        var weights = new float[target];
        for (var index = 0; index < target; index++)
        {
            var position = ((index + 0.5) * source / target) - 0.5;
            var floor = (int)Math.Floor(position);
            first[index] = Math.Clamp(floor, 0, source - 1);
            second[index] = Math.Clamp(floor + 1, 0, source - 1);
            weights[index] = (float)(position - floor);
        }

        return (first, second, weights);
    }
}
