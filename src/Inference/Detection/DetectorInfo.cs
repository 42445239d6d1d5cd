using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Detection;

/// <summary>What a detector is and where it runs.</summary>
/// <param name="Id">The manifest's id: <c>people-hog</c>.</param>
/// <param name="Version">The manifest's version.</param>
/// <param name="Sha256">Hash of the model file, lower-case hex.</param>
/// <param name="Labels">Label names by index.</param>
/// <param name="Provider">The execution provider really in use: <c>CPU</c>, <c>CUDA</c>, <c>TensorRT</c>.</param>
/// <param name="Providers">Every provider asked for and what became of it, in the order asked.</param>
public sealed record DetectorInfo(
    string Id,
    string Version,
    string Sha256,
    IReadOnlyList<string> Labels,
    string Provider,
    IReadOnlyList<ProviderAttempt> Providers);
