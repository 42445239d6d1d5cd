using Fresnel.Bench.Measuring;

namespace Fresnel.Bench.Pipeline;

/// <summary>What a camera's way of a frame costs beside the bare work.</summary>
internal sealed class PipelineBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "pipeline";

    /// <inheritdoc/>
    public string Summary => "a camera's path (ingest, analysis, tracker, episodes, observations, live board; from a file, as fast as it goes) against a bare loop of the same ffmpeg command and model";

    /// <inheritdoc/>
    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        await new FrameThroughput(run).RunAsync(cancel);
        await new FrameMemory(run).RunAsync(cancel);
        await new StillCamera(run).RunAsync(cancel);
        await new PeopleHogAgainstOpenCv(run).RunAsync(cancel);
    }
}
