namespace Fresnel.Inference.Decoders;

/// <summary>
/// FastestDet (dog-qiuqiu/FastestDet): one box a cell of a grid. Output <c>[5 + C, rows, columns]</c>: objectness, tx, ty, tw, th,
/// class scores. Score = objectness^0.6 × best class^0.4; centre = (column + tanh tx, row + tanh ty) ÷ grid; size = sigmoid(tw, th);
/// all relative to the picture.
/// </summary>
public static class FastestDetDecoder
{
    /// <summary>Adds the boxes whose score reaches the threshold.</summary>
    /// <param name="output">One picture's output, row-major.</param>
    /// <param name="classes">Number of classes C.</param>
    /// <param name="rows">Rows of the grid.</param>
    /// <param name="columns">Columns of the grid.</param>
    /// <param name="width">Width of the model's input, pixels.</param>
    /// <param name="height">Height of the model's input, pixels.</param>
    /// <param name="threshold">Lowest score kept.</param>
    /// <param name="candidates">Added to.</param>
    public static void Decode(ReadOnlySpan<float> output, int classes, int rows, int columns, int width, int height, float threshold, List<Candidate> candidates)
    {
        var cells = rows * columns;
        var objectness = output[..cells];

        // Class scores are at most 1, so no cell whose objectness^0.6 alone is below the threshold can reach it.
        var least = threshold > 0 ? MathF.Pow(threshold, 1 / 0.6f) * 0.999f : 0;
        for (var cell = 0; cell < cells; cell++)
        {
            if (objectness[cell] < least) continue;
            var (label, best) = BestClass(output[(5 * cells)..], cells, classes, cell);
            var score = MathF.Pow(Math.Max(objectness[cell], 0), 0.6f) * MathF.Pow(Math.Max(best, 0), 0.4f);
            if (score < threshold) continue;
            var x = (cell % columns + MathF.Tanh(output[cells + cell])) / columns;
            var y = (cell / columns + MathF.Tanh(output[(2 * cells) + cell])) / rows;
            candidates.Add(Candidate.FromCentre(
                x * width,
                y * height,
                Sigmoid(output[(3 * cells) + cell]) * width,
                Sigmoid(output[(4 * cells) + cell]) * height,
                score,
                label));
        }
    }

    private static (int Label, float Score) BestClass(ReadOnlySpan<float> scores, int cells, int classes, int cell)
    {
        var label = 0;
        var best = scores[cell];
        for (var index = 1; index < classes; index++)
        {
            var score = scores[(index * cells) + cell];
            if (score > best) (label, best) = (index, score);
        }

        return (label, best);
    }

    private static float Sigmoid(float value) => 1 / (1 + MathF.Exp(-value));
}
