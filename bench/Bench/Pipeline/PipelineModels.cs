using Fresnel.Bench.Models;
using Fresnel.Inference.Manifests;
using Fresnel.Tests;
using Fresnel.Tests.Models;

namespace Fresnel.Bench.Pipeline;

/// <summary>The models that are measured.</summary>
internal sealed class PipelineModels : IDisposable
{
    private readonly ModelFolder folder = new();

    public PipelineModels() => BenchModels.AddNegligible(folder);

    public ModelCatalog Catalog => folder.Catalog;

    /// <summary>The models that come with the program.</summary>
    public static ModelCatalog Shipped() => new(Path.Combine(Repository.Root, "models"));

    public void Dispose() => folder.Dispose();
}
