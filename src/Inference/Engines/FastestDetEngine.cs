using Fresnel.Inference.Decoders;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Engines;

/// <summary>Decoder <c>fastestdet</c>: one output <c>[N, 5 + C, rows, columns]</c>; no settings.</summary>
internal sealed class FastestDetEngine : ITensorDecoder
{
    private readonly ModelSession session;
    private readonly int classes;

    private FastestDetEngine(ModelSession session)
    {
        this.session = session;
        classes = session.Manifest.Labels.Count;
        OutputCheck.Require(session, null, 5 + classes, -1, -1);
    }

    /// <summary>Makes engines for manifests that name it.</summary>
    public static IDetectorEngineFactory Factory { get; } = new TensorDecoderFactory("fastestdet", session => new FastestDetEngine(session));

    /// <inheritdoc/>
    public bool Suppress => true;

    /// <inheritdoc/>
    public void Decode(SessionBinding outputs, int picture, List<Candidate> candidates)
    {
        var shape = outputs.OutputShape(0);
        int rows = (int)shape[2], columns = (int)shape[3], length = (5 + classes) * rows * columns;
        var input = session.Manifest.Input;
        FastestDetDecoder.Decode(
            outputs.Output<float>(0).Slice(picture * length, length),
            classes,
            rows,
            columns,
            input.Width!.Value,
            input.Height!.Value,
            session.Manifest.Thresholds.Score,
            candidates);
    }
}
