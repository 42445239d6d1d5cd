using Fresnel.Inference.Manifests;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Engines;

/// <summary>Makes <see cref="TensorDetectorEngine"/>s with one kind of decoder.</summary>
/// <param name="name">The <c>decoder.name</c>.</param>
/// <param name="make">Checks the session's outputs, reads the settings, and makes the decoder.</param>
internal sealed class TensorDecoderFactory(string name, Func<ModelSession, ITensorDecoder> make) : IDetectorEngineFactory
{
    /// <inheritdoc/>
    public string Decoder => name;

    /// <inheritdoc/>
    public IDetectorEngine Create(ModelManifest manifest, ModelSessionOptions options)
    {
        var input = manifest.Input;
        if (input.Width is null)
        {
            throw new ModelException("manifest", $"{manifest.ManifestPath}: input.width is 'dynamic'; allowed: a number, because decoder '{name}' needs one.");
        }

        var session = ModelSession.Open(manifest, options);
        try
        {
            if (session.Input.ElementType is not Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float)
            {
                throw new ModelException("model-graph", $"Model {manifest.Id}: wrong input: found {session.Input}; expected Float, because decoder '{name}' writes floats.");
            }

            var decoder = make(session);
            manifest.DecoderSettings.Close();
            return new TensorDetectorEngine(session, decoder);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
