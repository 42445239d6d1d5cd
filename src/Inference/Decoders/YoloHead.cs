namespace Fresnel.Inference.Decoders;

/// <summary>The forms in which exported YOLO models give their boxes, in pixels of the input.</summary>
public enum YoloHead
{
    /// <summary>v5 and v7: <c>[A, 5 + C]</c>: centre x, centre y, width, height, objectness, class scores; score is their product.</summary>
    V5,

    /// <summary>v8, v9 and v11: <c>[4 + C, A]</c>: centre x, centre y, width, height, class scores.</summary>
    V8,

    /// <summary>v10, end to end: <c>[K, 6]</c>: left, top, right, bottom, score, class; already suppressed.</summary>
    V10,
}
