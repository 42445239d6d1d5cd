using Fresnel.Bench.Measuring;

namespace Fresnel.Bench.Kernel;

/// <summary>A row measured against Akka.NET.</summary>
/// <param name="Workload">The name of the workload on both sides.</param>
/// <param name="Count">How much of it.</param>
/// <param name="Published">Akka.NET's median on a machine of two cores, in the unit of the row: the baseline where it cannot be measured here.</param>
/// <param name="Scale">The workload's figure in the unit of the row.</param>
/// <param name="Measure">The row.</param>
internal sealed record AkkaRow(string Workload, int Count, double Published, double Scale, Measure Measure)
{
    /// <summary>Every row there is.</summary>
    public static IReadOnlyList<AkkaRow> All { get; } =
    [
        new("tell-one", 5_000_000, 8.5, 1e-6, new("tell to one actor", "M/s", Better.Higher, 1)),
        new("tell-many", 5_000_000, 9.3, 1e-6, new("tell to 1,000 actors", "M/s", Better.Higher, 1)),
        new("ping-pong", 1_000_000, 2.65, 1e-6, new("ping-pong round trips", "M/s", Better.Higher, 1)),
        new("ask", 300_000, 0.65, 1e-6, new("ask", "M/s", Better.Higher, 1)),
        new("ask-p50", 300_000, 1.2, 1, new("ask p50", "µs", Better.Lower, 1)),
        new("ask-p99", 300_000, 3.8, 1, new("ask p99", "µs", Better.Lower, 1)),
        new("idle-bytes", 50_000, 1_736, 1, new("memory of an idle actor", "bytes", Better.Lower, 1)),
        new("create", 50_000, 99, 1e-3, new("actors created", "k/s", Better.Higher, 1)),
        new("restart", 50_000, 115, 1e-3, new("restarts", "k/s", Better.Higher, 1)),
    ];
}
