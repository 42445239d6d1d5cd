using Fresnel.Bench.Measuring;
using Fresnel.Bench.Models;
using Fresnel.Tests;
using Fresnel.Tests.Models;

namespace Fresnel.Bench.Batching;

/// <summary>What the adaptive batcher costs and gains with 16 sources over one model.</summary>
internal sealed class BatchingBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "batching";

    /// <inheritdoc/>
    public string Summary => "16 sources of mixed classes over one model, against the bare call, the deadline and the best fixed batch size";

    /// <inheritdoc/>
    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        using var models = new ModelFolder(run.Folder);
        BenchModels.AddDense(models);
        await MeasureAsync(run, models, BenchModels.Dense, cancel);
        if (TestData.Root is null)
        {
            run.Note("FastestDet is left out: needs ../shared/data (or FRESNEL_TEST_DATA)");
            return;
        }

        models.AddFastestDet();
        await MeasureAsync(run, models, "fastestdet", cancel);
    }

    private static async Task MeasureAsync(BenchRun run, ModelFolder models, string id, CancellationToken cancel)
    {
        await using var model = new BatchedModel(models, id);
        await new LightLoad(run, model).RunAsync(cancel);
        await new HeavyLoad(run, model).RunAsync(cancel);
        await new Throughput(run, model).RunAsync(cancel);
    }
}
