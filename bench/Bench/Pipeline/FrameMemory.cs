using Fresnel.Bench.Measuring;
using Fresnel.Bench.Models;
using Fresnel.Bench.Reports;
using Fresnel.Inference.Sessions;

namespace Fresnel.Bench.Pipeline;

/// <summary>What the frame path leaves to the garbage collector, and whether its memory stays flat.</summary>
internal sealed class FrameMemory(BenchRun run)
{
    private const string StillBytes = "managed bytes a frame, without motion";
    private const string AnalysedBytes = "managed bytes a frame, analysed";
    private const int WarmUp = 1500;
    private const int Frames = 10_000;
    private static readonly Measure Resident = new($"resident memory over {Frames} frames", "MiB", Better.Lower, Goal: 0.95);

    public async Task RunAsync(CancellationToken cancel)
    {
        if (!run.Wants(StillBytes) && !run.Wants(AnalysedBytes) && !run.Wants(Resident.Name)) return;
        using var models = new PipelineModels();
        await using var pipeline = await CameraPipeline.OpenAsync(Path.Combine(run.Folder, "data-memory"), models.Catalog.Find(BenchModels.Negligible), models.Catalog, new ModelSessionOptions());
        if (run.Wants(StillBytes))
        {
            var still = await PipelineVideo.StillAsync(run.Folder, 320, 180, 25, cancel);
            var figures = await pipeline.RunAsync(new PipelineSource(still, 6000, WarmUp), gating: true, cancel);
            run.Add(new BenchRow(StillBytes, figures.BytesPerFrame, "bytes", 0, null, null));
        }

        if (!run.Wants(AnalysedBytes) && !run.Wants(Resident.Name)) return;
        var moving = await PipelineVideo.MovingAsync(run.Folder, 640, 360, cancel);
        var analysed = await pipeline.RunAsync(new PipelineSource(moving, Frames + WarmUp, WarmUp), gating: false, cancel);
        run.Add(new BenchRow(AnalysedBytes, analysed.BytesPerFrame, "bytes", 0, null, null));
        if (run.Wants(Resident.Name)) run.AddPairs(Resident, [MiB(analysed.ResidentAfter)], [MiB(analysed.ResidentBefore)]);
        run.Note("managed bytes are those of the whole process, from the first measured frame to the last; an analysed frame leaves one observation, which readers and the database are given");
    }

    private static double MiB(long bytes) => bytes / 1048576.0;
}
