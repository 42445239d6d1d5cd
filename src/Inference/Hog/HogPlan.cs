using Fresnel.Media.Frames;

namespace Fresnel.Inference.Hog;

/// <summary>
/// The pyramid of one frame size: runs of the model, smallest first (a crew takes the last first, and large pieces first
/// end together). Levels of the same number of cells are pictures of one run.
/// </summary>
internal sealed class HogPlan
{
    /// <summary>A plan for frames of a size.</summary>
    public HogPlan(I420Layout layout, HogSettings settings)
    {
        Runs =
        [
            .. from level in HogLevel.Pyramid(layout.Width, layout.Height, settings)
               group level by (level.Rows, level.Columns) into same
               orderby same.Key.Rows * same.Key.Columns
               select new LevelRun([.. same], layout),
        ];
    }

    /// <summary>The runs.</summary>
    public IReadOnlyList<LevelRun> Runs { get; }
}
