using Fresnel.Inference.Decoders;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Engines;

/// <summary>Decoder <c>ultraface</c>: outputs <c>[N, A, 2]</c> and <c>[N, A, 4]</c>, named by the settings <c>scores</c> and <c>boxes</c> (the same by default); one label.</summary>
internal sealed class UltraFaceEngine : ITensorDecoder
{
    private readonly ModelSession session;
    private readonly int scores;
    private readonly int boxes;

    private UltraFaceEngine(ModelSession session)
    {
        this.session = session;
        var manifest = session.Manifest;
        scores = OutputCheck.Require(session, manifest.DecoderSettings.Text("scores", "scores"), -1, 2);
        boxes = OutputCheck.Require(session, manifest.DecoderSettings.Text("boxes", "boxes"), session.Outputs[scores].Shape[1], 4);
        if (manifest.Labels.Count != 1)
        {
            throw new ModelException("manifest", $"{manifest.ManifestPath}: labels has {manifest.Labels.Count} names; allowed: 1, because decoder 'ultraface' knows faces only.");
        }
    }

    /// <summary>Makes engines for manifests that name it.</summary>
    public static IDetectorEngineFactory Factory { get; } = new TensorDecoderFactory("ultraface", session => new UltraFaceEngine(session));

    /// <inheritdoc/>
    public bool Suppress => true;

    /// <inheritdoc/>
    public void Decode(SessionBinding outputs, int picture, List<Candidate> candidates)
    {
        var anchors = (int)outputs.OutputShape(scores)[1];
        var input = session.Manifest.Input;
        UltraFaceDecoder.Decode(
            outputs.Output<float>(scores).Slice(picture * anchors * 2, anchors * 2),
            outputs.Output<float>(boxes).Slice(picture * anchors * 4, anchors * 4),
            input.Width!.Value,
            input.Height!.Value,
            session.Manifest.Thresholds.Score,
            candidates);
    }
}
