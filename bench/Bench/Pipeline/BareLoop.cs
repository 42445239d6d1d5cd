using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Inference.Manifests;
using Fresnel.Inference.Sessions;
using Fresnel.Media.Frames;
using Fresnel.Media.Ingest;
using Fresnel.Media.Nut;
using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Bench.Pipeline;

/// <summary>
/// The baseline: one loop on one thread that reads a frame from the same ffmpeg command and gives it to the same model.
/// No queue, no actor, no tracker, nothing kept.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="session">How it is opened.</param>
internal sealed class BareLoop(ModelManifest model, ModelSessionOptions session) : IDisposable
{
    private const int PipeBytes = 1 << 20;

    private readonly IDetectorEngine engine = DetectorEngines.BuiltIn.Create(model, session);

    public Task<PipelineFigures> RunAsync(PipelineSource source) =>
        Task.Factory.StartNew(() => RunOnThreadAsync(source), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    public void Dispose() => engine.Dispose();

    private async Task<PipelineFigures> RunOnThreadAsync(PipelineSource source)
    {
        var ffmpeg = new FfmpegOptions();
        var command = new ChildCommand(ffmpeg.FfmpegPath, IngestArguments.Build(VideoSource.Parse(source.Video), source.Options, segments: null));
        var process = FfmpegProcess.Start(command, ffmpeg, TimeProvider.System, NullLogger.Instance);
        var figures = Run(process, source);
        await process.DisposeAsync();
        return figures;
    }

    private PipelineFigures Run(FfmpegProcess process, PipelineSource source)
    {
        if (process.Stdout is System.IO.Pipes.PipeStream pipe) Libc.TrySetPipeSize(pipe.SafePipeHandle, PipeBytes);
        var demuxer = new NutDemuxer(process.Stdout, int.MaxValue);
        var stream = demuxer.ReadHeader() ?? throw new InvalidOperationException("ffmpeg sent nothing");
        var frame = new FramePool(new I420Layout(stream.Width, stream.Height), 1).TryRent()!;
        List<Detected> found = [];
        DetectionRequest[] request = [new(frame, found)];
        var meter = new PipelineMeter(source.WarmUp);
        var number = 0L;
        for (; demuxer.TryReadFrame(out _); number++)
        {
            meter.OnFrame(number);
            demuxer.ReadPayload(frame.Buffer);
            found.Clear();
            engine.DetectBatch(request);
        }

        return number == source.Frames ? meter.End(number) : throw new InvalidOperationException($"ffmpeg sent {number} frames of {source.Frames}");
    }
}
