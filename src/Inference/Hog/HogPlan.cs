using Fresnel.Media.Frames;

namespace Fresnel.Inference.Hog;

/// <summary>
/// The pyramid of one frame size, smallest levels first (a crew takes the last first, and large pieces first end
/// together). Levels of the same number of cells share a binding and therefore follow each other on one thread.
/// </summary>
internal sealed class HogPlan
{
    private readonly LevelRun[] runs;

    /// <summary>A plan for frames of a size.</summary>
    public HogPlan(I420Layout layout, HogSettings settings)
    {
        runs =
        [
            .. from level in HogLevel.Pyramid(layout.Width, layout.Height, settings)
               group level by (level.Rows, level.Columns) into same
               orderby same.Count() * same.Key.Rows * same.Key.Columns
               select new LevelRun([.. same], layout),
        ];
    }

    /// <summary>The levels, by number of cells.</summary>
    public ReadOnlySpan<LevelRun> Runs => runs;
}
