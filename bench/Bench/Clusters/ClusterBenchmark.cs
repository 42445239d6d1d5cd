using Fresnel.Bench.Measuring;

namespace Fresnel.Bench.Clusters;

/// <summary>What a cluster of processes does: its journal in PostgreSQL against raw inserts, commands against their bare hops, takeovers.</summary>
internal sealed class ClusterBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "cluster";

    /// <inheritdoc/>
    public string Summary => "Events appended to the PostgreSQL journal against raw inserts of the same rows, commands from node to node against the same hops without actors, and takeovers after kill -9.";

    /// <inheritdoc/>
    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        await AppendRows.RunAsync(run, cancel);
        await CommandRows.RunAsync(run, cancel);
        await TakeoverRows.RunAsync(run, cancel);
    }
}
