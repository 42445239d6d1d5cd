using Fresnel.Bench.Measuring;

namespace Fresnel.Bench.Clusters;

/// <summary>What a cluster of processes does: its journal in PostgreSQL against raw inserts.</summary>
internal sealed class ClusterBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "cluster";

    /// <inheritdoc/>
    public string Summary => "Events appended to the PostgreSQL journal against raw batched inserts of the same rows.";

    /// <inheritdoc/>
    public async Task RunAsync(BenchRun run, CancellationToken cancel) => await AppendRows.RunAsync(run, cancel);
}
