namespace Fresnel.Inference.Hog;

/// <summary>One level of the pyramid: the picture at a size, cut to whole cells, and the windows in it.</summary>
/// <param name="Scale">By how much the picture is shrunk: 1, 1.05, 1.1025…</param>
/// <param name="Width">Pixels of the shrunk picture.</param>
/// <param name="Height">Pixels of the shrunk picture.</param>
internal readonly record struct HogLevel(double Scale, int Width, int Height)
{
    /// <summary>Pixels of a cell's side; windows lie on this grid.</summary>
    public const int Cell = 8;

    /// <summary>Columns of a cell in the tensor: its own, the one before and the one behind.</summary>
    public const int Slots = Cell + 2;

    /// <summary>Pixels of a window.</summary>
    public const int WindowWidth = 64;

    /// <summary>Pixels of a window.</summary>
    public const int WindowHeight = 128;

    /// <summary>Whole cells across.</summary>
    public int Columns => Width / Cell;

    /// <summary>Whole cells down.</summary>
    public int Rows => Height / Cell;

    /// <summary>Rows of the tensor: those of the cells, one above and one below.</summary>
    public int TensorHeight => (Rows * Cell) + 2;

    /// <summary>Bytes of a row of the tensor: ten slots of every cell.</summary>
    public int TensorWidth => Columns * Slots;

    /// <summary>Bytes of the level in the tensor: three channels.</summary>
    public int TensorBytes => 3 * TensorHeight * TensorWidth;

    /// <summary>Windows across, one a cell.</summary>
    public int WindowColumns => Columns - (WindowWidth / Cell) + 1;

    /// <summary>Windows down, one a cell.</summary>
    public int WindowRows => Rows - (WindowHeight / Cell) + 1;

    /// <summary>The levels OpenCV's <c>detectMultiScale</c> searches in a picture (hog.cpp): each 1/step of the one before, while a window fits.</summary>
    public static IReadOnlyList<HogLevel> Pyramid(int width, int height, HogSettings settings)
    {
        var levels = new List<HogLevel>();
        var scale = 1.0;
        for (var number = 0; number < settings.MaxLevels; number++, scale *= settings.ScaleStep)
        {
            // Half to even, as OpenCV rounds.
            var level = new HogLevel(scale, (int)Math.Round(width / scale), (int)Math.Round(height / scale));
            if (level.Width < WindowWidth || level.Height < WindowHeight) break;
            if (scale >= settings.MinScale) levels.Add(level);
        }

        return levels;
    }
}
