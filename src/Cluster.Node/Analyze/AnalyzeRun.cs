using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fresnel.Inference.Batching;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Manifests;
using Fresnel.Inference.Sessions;
using Fresnel.Media.Probing;
using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Fresnel.Service.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>The verb's course: check, open, run, put the results in place, say what came of it.</summary>
/// <param name="request">What to do.</param>
/// <param name="output">Where the summary goes.</param>
/// <param name="error">Where progress and warnings go.</param>
/// <param name="isTerminal">Whether <paramref name="error"/> is a terminal.</param>
/// <param name="time">Measures rates and limits.</param>
internal sealed class AnalyzeRun(AnalyzeRequest request, TextWriter output, TextWriter error, bool isTerminal, TimeProvider time)
{
    private readonly FfmpegOptions ffmpeg = new();

    /// <summary>Runs the analysis.</summary>
    /// <exception cref="UserErrorException">Something the user can mend.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was done is kept for resuming.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        AnalyzeChecks.Check(request);
        var models = new ModelCatalog(request.ModelFolders);
        var manifest = models.Find(request.Model);
        var info = await new VideoProbe(ffmpeg, time, NullLogger<VideoProbe>.Instance).ProbeAsync(VideoSource.Parse(request.Video), cancellationToken);

        await using var catalog = new DetectorCatalog(models, time);
        var session = new ModelSessionOptions { Providers = request.Device.Providers, DeviceId = request.Device.DeviceId };

        // A picture's numbers may differ in their last digits with the batch it is in, and how many frames wait for the model is chance: every run has the same size.
        // Larger batches pay on a GPU; on the processor one picture after the other is as quick.
        var batch = request.Device.Providers is [ExecutionProvider.Cpu] ? 1 : manifest.Buckets[^1];
        var options = new DetectorOptions { Session = session, Batching = new BatcherOptions { FixedBatch = batch }, Fallback = false };
        await using var detector = await catalog.OpenAsync(request.Model, options, cancellationToken);
        foreach (var attempt in detector.Info.Providers.Where(attempt => !attempt.InUse))
        {
            await error.WriteLineAsync($"{attempt.Provider} is not in use: {attempt.Detail}");
        }

        var identity = await AnalysisIdentity.ComputeAsync(request.Video, manifest, detector.Info, request.Device.DeviceId, cancellationToken);
        var state = StatePath();
        using var checkpoint = DetectionCheckpoint.Open(state, identity, request.Resume);
        await SayWhatIsResumedAsync(checkpoint);

        var result = await AnalyseAsync(detector, info, checkpoint, state, cancellationToken);
        checkpoint.Delete();
        if (result.Result.Warning is { } warning) await error.WriteLineAsync($"warning: {warning}");
        await SummarizeAsync(result.Result, result.Elapsed, detector.Info);
    }

    private async Task<(AnalysisResult Result, TimeSpan Elapsed)> AnalyseAsync(IDetector detector, VideoInfo info, DetectionCheckpoint checkpoint, string state, CancellationToken cancellationToken)
    {
        // Both grow beside the checkpoint, so that a killed run leaves nothing where the results go.
        var rowsPath = state + ".rows";
        var picturesPath = state + ".mp4";
        Annotator.RemoveRemains(picturesPath);
        var progress = new AnalysisProgress(time, Expected(info));
        try
        {
            await using var annotator = request.Annotated is null ? null : new Annotator(picturesPath, detector.Info.Labels, ffmpeg, time);
            AnalysisResult result;
            using (var rows = RowWriter.Create(rowsPath, request.Output, detector.Info.Labels))
            {
                var analysis = new Analysis(request, info, detector, checkpoint, rows, annotator, progress, ffmpeg, time);
                result = await ShowingAsync(progress, analysis.RunAsync(cancellationToken));
                rows.Drain();
            }

            var elapsed = progress.Elapsed;
            if (annotator is not null)
            {
                await annotator.CompleteAsync(cancellationToken);
                await OutputFile.PublishAsync(picturesPath, request.Annotated!);
            }

            await OutputFile.PublishAsync(rowsPath, request.Output);
            return (result, elapsed);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new UserErrorException($"stopped after {checkpoint.Frames} frames; {request.Output} was not touched. The same command with --resume carries on.", ExitCodes.Interrupted);
        }
        finally
        {
            File.Delete(rowsPath);
            File.Delete(picturesPath);
        }
    }

    private async Task<AnalysisResult> ShowingAsync(AnalysisProgress progress, Task<AnalysisResult> analysis)
    {
        using var stop = new CancellationTokenSource();
        var showing = new ProgressDisplay(error, isTerminal, time).ShowAsync(progress, stop.Token);
        try
        {
            return await analysis;
        }
        finally
        {
            await stop.CancelAsync();
            await showing;
        }
    }

    private async Task SayWhatIsResumedAsync(DetectionCheckpoint checkpoint)
    {
        if (!request.Resume) return;
        if (checkpoint.WasForeign) await error.WriteLineAsync("what is kept of an earlier run is of another video, model, device or version of this program: starting at frame 0.");
        else if (checkpoint.Frames > 0) await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"resuming at frame {checkpoint.Frames}."));
        else await error.WriteLineAsync("nothing to resume: starting at frame 0.");
    }

    private async Task SummarizeAsync(AnalysisResult result, TimeSpan elapsed, DetectorInfo model)
    {
        var resumed = result.Resumed > 0 ? $" ({result.Resumed} of them from before)" : "";
        var rate = elapsed.TotalSeconds > 0 ? (result.Frames - result.Resumed) / elapsed.TotalSeconds : 0;
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"frames      {result.Frames}{resumed}\n")
            .Append(CultureInfo.InvariantCulture, $"detections  {result.Detections}\n")
            .Append(CultureInfo.InvariantCulture, $"tracks      {result.Tracks}\n")
            .Append(CultureInfo.InvariantCulture, $"rate        {rate:F1} frames/s ({AnalysisProgress.Text(elapsed)})\n")
            .Append(CultureInfo.InvariantCulture, $"model       {model.Id} {model.Version} on {model.Provider}\n")
            .Append(CultureInfo.InvariantCulture, $"output      {request.Output}\n");
        if (request.Annotated is { } annotated) text.Append(CultureInfo.InvariantCulture, $"annotated   {annotated}\n");
        await output.WriteAsync(text.ToString());
    }

    // One state for each output: two analyses may run at once, and a changed video or model makes the old state void.
    private string StatePath()
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Output)))[..24];
        return Path.Combine(request.DataFolder, "analyze", $"{name}.detections");
    }

    private long? Expected(VideoInfo info)
    {
        var all = info.FrameCount ?? (long?)(info.Duration?.TotalSeconds * info.FrameRate);
        return all is > 0 ? Math.Min(all.Value, request.Frames ?? long.MaxValue) : request.Frames;
    }
}
