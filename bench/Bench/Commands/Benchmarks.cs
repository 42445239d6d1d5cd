using Fresnel.Bench.Batching;
using Fresnel.Bench.Clusters;
using Fresnel.Bench.Journal;
using Fresnel.Bench.Kernel;
using Fresnel.Bench.Measuring;
using Fresnel.Bench.Pipeline;

namespace Fresnel.Bench.Commands;

/// <summary>Every benchmark there is.</summary>
internal static class Benchmarks
{
    /// <summary>The benchmarks, in the order of the help.</summary>
    public static IReadOnlyList<IBenchmark> All { get; } = [new KernelBenchmark(), new JournalBenchmark(), new PipelineBenchmark(), new BatchingBenchmark(), new ClusterBenchmark()];
}
