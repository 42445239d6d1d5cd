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

    /// <summary>Longest a run of a model may take before it is interrupted, and soon given up. Default 30 s; 1 s to 1 h. TensorRT may take minutes for the first run of a shape.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RunLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Failed batches in a row after which a model is left alone for a while. Default 5; 1 to 1000.</summary>
    [Range(1, 1000)]
    public int CircuitFailures { get; init; } = 5;

    /// <summary>For how long. Default 10 s; 100 ms to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan CircuitOpenFor { get; init; } = TimeSpan.FromSeconds(10);
}
