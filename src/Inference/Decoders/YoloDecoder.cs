using System.Numerics;

namespace Fresnel.Inference.Decoders;

/// <summary>YOLO outputs as candidates. The forms are those that Ultralytics' exporter writes.</summary>
public static class YoloDecoder
{
    /// <summary>Adds the boxes of a <see cref="YoloHead.V5"/> output whose score reaches the threshold.</summary>
    /// <param name="output">One picture's <c>[A, 5 + C]</c>, row-major.</param>
    /// <param name="classes">Number of classes C.</param>
    /// <param name="threshold">Lowest score kept.</param>
    /// <param name="candidates">Added to.</param>
    public static void DecodeV5(ReadOnlySpan<float> output, int classes, float threshold, List<Candidate> candidates)
    {
        for (var rest = output; rest.Length >= classes + 5; rest = rest[(classes + 5)..])
        {
            // Class scores are at most 1, so objectness bounds the product.
            if (rest[4] < threshold) continue;
            var label = 0;
            for (var index = 1; index < classes; index++)
            {
                if (rest[5 + index] > rest[5 + label]) label = index;
            }

            var score = rest[4] * rest[5 + label];
            if (score >= threshold) candidates.Add(Candidate.FromCentre(rest[0], rest[1], rest[2], rest[3], score, label));
        }
    }

    /// <summary>Adds the boxes of a <see cref="YoloHead.V8"/> output whose best class reaches the threshold.</summary>
    /// <param name="output">One picture's <c>[4 + C, A]</c>, row-major.</param>
    /// <param name="classes">Number of classes C.</param>
    /// <param name="threshold">Lowest score kept.</param>
    /// <param name="best">Scratch of at least A values.</param>
    /// <param name="candidates">Added to, by anchor ascending.</param>
    public static void DecodeV8(ReadOnlySpan<float> output, int classes, float threshold, Span<float> best, List<Candidate> candidates)
    {
        var anchors = output.Length / (4 + classes);
        var scores = output[(4 * anchors)..];
        best = best[..anchors];
        scores[..anchors].CopyTo(best);
        for (var index = 1; index < classes; index++) Maximum(best, scores.Slice(index * anchors, anchors));
        for (var anchor = 0; anchor < anchors; anchor++)
        {
            var score = best[anchor];
            if (score < threshold) continue;
            var label = 0;
            while (scores[(label * anchors) + anchor] != score) label++;
            candidates.Add(Candidate.FromCentre(output[anchor], output[anchors + anchor], output[(2 * anchors) + anchor], output[(3 * anchors) + anchor], score, label));
        }
    }

    /// <summary>Adds the boxes of a <see cref="YoloHead.V10"/> output whose score reaches the threshold.</summary>
    /// <param name="output">One picture's <c>[K, 6]</c>, row-major.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="threshold">Lowest score kept.</param>
    /// <param name="candidates">Added to.</param>
    /// <exception cref="InferenceException">A box names a class that is not there.</exception>
    public static void DecodeV10(ReadOnlySpan<float> output, int classes, float threshold, List<Candidate> candidates)
    {
        for (var rest = output; rest.Length >= 6; rest = rest[6..])
        {
            if (rest[4] < threshold) continue;
            var label = MathF.Round(rest[5]);
            if (label < 0 || label >= classes) throw new InferenceException(InferenceError.RunFailed, $"A box is of class {rest[5]}; allowed: 0 to {classes - 1}.");
            candidates.Add(new Candidate(rest[0], rest[1], rest[2], rest[3], rest[4], (int)label));
        }
    }

    private static void Maximum(Span<float> best, ReadOnlySpan<float> scores)
    {
        var lanes = Vector<float>.Count;
        var index = 0;
        for (; index <= best.Length - lanes; index += lanes) Vector.Max(new Vector<float>(best[index..]), new Vector<float>(scores[index..])).CopyTo(best[index..]);
        for (; index < best.Length; index++) best[index] = Math.Max(best[index], scores[index]);
    }
}
