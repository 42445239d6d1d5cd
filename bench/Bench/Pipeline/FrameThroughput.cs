using Fresnel.Bench.Measuring;
using Fresnel.Bench.Models;
using Fresnel.Inference.Manifests;
using Fresnel.Inference.Sessions;

namespace Fresnel.Bench.Pipeline;

/// <summary>Frames a second through the whole path against the bare loop: with the shipped model, and with one that costs nearly nothing, where the path itself shows.</summary>
internal sealed class FrameThroughput(BenchRun run)
{
    private static readonly Measure Hog = new("frames with people-hog", "frames/s", Better.Higher, Goal: 0.95);
    private static readonly Measure Cheap = new("frames with a negligible model", "frames/s", Better.Higher, Goal: 0.85);

    public async Task RunAsync(CancellationToken cancel)
    {
        if (run.Wants(Hog.Name))
        {
            var models = PipelineModels.Shipped();
            var video = await PipelineVideo.MovingAsync(Directory.CreateDirectory(Path.Combine(run.Folder, "small")).FullName, 480, 270, cancel);
            await CompareAsync(Hog, models, "people-hog", new PipelineSource(video, 150, 20), cancel);
        }

        if (run.Wants(Cheap.Name))
        {
            using var models = new PipelineModels();
            var video = await PipelineVideo.MovingAsync(run.Folder, 640, 360, cancel);
            await CompareAsync(Cheap, models.Catalog, BenchModels.Negligible, new PipelineSource(video, 4000, 500), cancel);
        }
    }

    private async Task CompareAsync(Measure measure, ModelCatalog models, string model, PipelineSource source, CancellationToken cancel)
    {
        var (manifest, session) = (models.Find(model), new ModelSessionOptions());
        using var bare = new BareLoop(manifest, session);
        await using var pipeline = await CameraPipeline.OpenAsync(Path.Combine(run.Folder, $"data-{model}"), manifest, models, session);
        await run.CompareAsync(
            measure,
            async _ => (await bare.RunAsync(source)).FramesPerSecond,
            async token => (await pipeline.RunAsync(source, gating: false, token)).FramesPerSecond,
            cancel);
    }
}
