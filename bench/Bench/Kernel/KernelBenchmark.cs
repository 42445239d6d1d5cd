using Fresnel.Bench.Measuring;

namespace Fresnel.Bench.Kernel;

/// <summary>The actor kernel against a bare channel, and against Akka.NET in a process of its own beside this one.</summary>
internal sealed class KernelBenchmark : IBenchmark
{
    private const int Tells = 5_000_000;

    /// <inheritdoc/>
    public string Name => "kernel";

    /// <inheritdoc/>
    public string Summary => "The actor kernel against a bare bounded channel and against Akka.NET.";

    /// <inheritdoc/>
    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        await run.CompareAsync(
            new Measure("tell, against a channel", "M/s", Better.Higher, Goal: 0.7),
            async _ => await ChannelLoop.RunAsync(FresnelWorkloads.Bound, Tells) / 1e6,
            async _ => await FresnelWorkloads.RunAsync("tell-one", Tells) / 1e6,
            cancel);
        await run.AgainstAsync(
            new Measure("allocated per tell", "bytes", Better.Lower, Goal: 1),
            0,
            async _ => await FresnelWorkloads.RunAsync("tell-bytes", Tells),
            cancel);
        await CompareWithAkkaAsync(run, cancel);
    }

    private static async Task CompareWithAkkaAsync(BenchRun run, CancellationToken cancel)
    {
        var rows = AkkaRow.All.Where(row => run.Wants(row.Measure.Name)).ToArray();
        if (rows.Length == 0) return;
        using var akka = await AkkaProcess.TryStartAsync(cancel);
        foreach (var row in rows)
        {
            async Task<double> Subject(CancellationToken _) => await FresnelWorkloads.RunAsync(row.Workload, row.Count) * row.Scale;
            if (akka is null) await run.AgainstAsync(row.Measure, row.Published, Subject, cancel);
            else await run.CompareAsync(row.Measure, async token => await akka.RunAsync(row.Workload, row.Count, token) * row.Scale, Subject, cancel);
        }

        run.Note(akka is null
            ? "Akka.NET could not be built here (bench/Akka): its baselines are published medians of a 2-core machine, not of this one."
            : "Akka.NET 1.5.74, default dispatcher and mailbox (unbounded), in a process of its own with the same collector; a mailbox here holds 1,000 and its sender waits for room.");
    }
}
