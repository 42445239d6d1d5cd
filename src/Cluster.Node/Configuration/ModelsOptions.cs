using System.ComponentModel.DataAnnotations;

namespace Fresnel.Cluster.Node.Configuration;

/// <summary>Section <c>Models</c>: where models are, and what runs them.</summary>
public sealed class ModelsOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Models";

    /// <summary>Folders that hold models, in order of precedence, separated by commas. Default: <c>models</c> in the data folder, then those shipped.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Execution providers in the order they are tried: <c>TensorRT</c>, <c>CUDA</c>, <c>CPU</c>; separated by commas. Default CPU.</summary>
    public IReadOnlyList<string> Providers { get; init; } = ["CPU"];

    /// <summary>Threads one run may use on the processor. Default 0: one a core; 0 to 256.</summary>
    [Range(0, 256)]
    public int Threads { get; init; }

    /// <summary>The number of the GPU. Default 0; 0 to 63.</summary>
    [Range(0, 63)]
    public int Device { get; init; }
}
