using Fresnel.Inference.Decoders;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Engines;

/// <summary>
/// Decoder <c>yolo</c>: one output in the form that the setting <c>head</c> names: <c>v5</c> <c>[N, A, 5 + C]</c>, <c>v8</c> or <c>v11</c>
/// <c>[N, 4 + C, A]</c>, <c>v10</c> <c>[N, K, 6]</c>.
/// </summary>
internal sealed class YoloEngine : ITensorDecoder
{
    private readonly ModelSession session;
    private readonly YoloHead head;
    private readonly int classes;
    private float[] best = [];

    private YoloEngine(ModelSession session)
    {
        this.session = session;
        classes = session.Manifest.Labels.Count;
        head = session.Manifest.DecoderSettings.OneOf("head", ("v5", YoloHead.V5), ("v8", YoloHead.V8), ("v10", YoloHead.V10), ("v11", YoloHead.V8));
        _ = head switch
        {
            YoloHead.V5 => OutputCheck.Require(session, null, -1, 5 + classes),
            YoloHead.V8 => OutputCheck.Require(session, null, 4 + classes, -1),
            _ => OutputCheck.Require(session, null, -1, 6),
        };
    }

    /// <summary>Makes engines for manifests that name it.</summary>
    public static IDetectorEngineFactory Factory { get; } = new TensorDecoderFactory("yolo", session => new YoloEngine(session));

    /// <inheritdoc/>
    public bool Suppress => head is not YoloHead.V10;

    /// <inheritdoc/>
    public void Decode(SessionBinding outputs, int picture, List<Candidate> candidates)
    {
        var shape = outputs.OutputShape(0);
        var length = (int)(shape[1] * shape[2]);
        var output = outputs.Output<float>(0).Slice(picture * length, length);
        var threshold = session.Manifest.Thresholds.Score;
        switch (head)
        {
            case YoloHead.V5:
                YoloDecoder.DecodeV5(output, classes, threshold, candidates);
                break;
            case YoloHead.V8:
                if (best.Length < shape[2]) best = new float[shape[2]];
                YoloDecoder.DecodeV8(output, classes, threshold, best, candidates);
                break;
            default:
                YoloDecoder.DecodeV10(output, classes, threshold, candidates);
                break;
        }
    }
}
