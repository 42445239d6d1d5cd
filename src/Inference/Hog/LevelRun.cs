using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Fresnel.Inference.Sessions;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Hog;

/// <summary>Levels of equal tensor size, from picture to hits: one run of the model each, so that scores do not depend on their company. The input is <c>[1, 3, 8 rows + 2, 10 columns]</c>.</summary>
internal sealed class LevelRun
{
    private readonly HogLevel[] levels;
    private readonly LevelWriter[] writers;
    private readonly List<HogHit> hits = [];

    /// <summary>Levels of frames of a size.</summary>
    public LevelRun(HogLevel[] levels, I420Layout layout)
    {
        this.levels = levels;
        writers = [.. levels.Select(level => new LevelWriter(level, layout.Width, layout.Height))];
    }

    /// <summary>Hits of the last frame, level by level, row by row.</summary>
    public ReadOnlySpan<HogHit> Hits => CollectionsMarshal.AsSpan(hits);

    /// <summary>Resizes, runs the graph, and collects windows over the threshold.</summary>
    /// <exception cref="InferenceException">The run failed, or a score is NaN or infinite.</exception>
    public void Execute(RgbPicture picture, ModelSession session, HogSettings settings)
    {
        var binding = session.Bind(1, 3, levels[0].TensorHeight, levels[0].TensorWidth);
        hits.Clear();
        for (var index = 0; index < levels.Length; index++)
        {
            writers[index].Write(picture, binding.Input<byte>());
            session.Run(binding);
            Collect(levels[index], binding.Output<float>(0), session, settings);
        }
    }

    private void Collect(HogLevel level, ReadOnlySpan<float> scores, ModelSession session, HogSettings settings)
    {
        // NaN and infinities survive a sum.
        if (!float.IsFinite(TensorPrimitives.Sum(scores)))
        {
            throw new InferenceException(InferenceError.NonFiniteOutput, $"Model {session.Manifest.Id}: a score of the level of {level.Width} × {level.Height} pixels is NaN or infinite.");
        }

        var step = settings.Stride / HogLevel.Cell;
        int width = Scaled(HogLevel.WindowWidth), height = Scaled(HogLevel.WindowHeight);
        for (var row = 0; row < level.WindowRows; row += step)
        {
            var line = scores.Slice(row * level.WindowColumns, level.WindowColumns);
            if (TensorPrimitives.Max(line) < settings.HitThreshold) continue;
            for (var column = 0; column < line.Length; column += step)
            {
                if (line[column] >= settings.HitThreshold) hits.Add(new HogHit(Scaled(column * HogLevel.Cell), Scaled(row * HogLevel.Cell), width, height, line[column]));
            }
        }

        int Scaled(int pixels) => (int)Math.Round(pixels * level.Scale);
    }
}
