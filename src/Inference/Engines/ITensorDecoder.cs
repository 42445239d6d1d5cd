using Fresnel.Inference.Decoders;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Engines;

/// <summary>Reads one picture's boxes out of the outputs of a batch.</summary>
internal interface ITensorDecoder
{
    /// <summary>Whether overlapping boxes are still to be suppressed.</summary>
    bool Suppress { get; }

    /// <summary>Adds the candidates of one picture of the batch.</summary>
    void Decode(SessionBinding outputs, int picture, List<Candidate> candidates);
}
