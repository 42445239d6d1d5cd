namespace Fresnel.Inference.Decoders;

/// <summary>
/// UltraFace (Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB): scores <c>[A, 2]</c> of background and face, boxes <c>[A, 4]</c>
/// as left, top, right, bottom relative to the picture.
/// </summary>
public static class UltraFaceDecoder
{
    /// <summary>Adds the boxes whose face score reaches the threshold; their label is 0.</summary>
    /// <param name="scores">One picture's scores, row-major.</param>
    /// <param name="boxes">The same picture's boxes, row-major.</param>
    /// <param name="width">Width of the model's input, pixels.</param>
    /// <param name="height">Height of the model's input, pixels.</param>
    /// <param name="threshold">Lowest score kept.</param>
    /// <param name="candidates">Added to.</param>
    public static void Decode(ReadOnlySpan<float> scores, ReadOnlySpan<float> boxes, int width, int height, float threshold, List<Candidate> candidates)
    {
        for (var anchor = 0; anchor < scores.Length / 2; anchor++)
        {
            var score = scores[(2 * anchor) + 1];
            if (score < threshold) continue;
            var box = boxes.Slice(4 * anchor, 4);
            candidates.Add(new Candidate(box[0] * width, box[1] * height, box[2] * width, box[3] * height, score, 0));
        }
    }
}
