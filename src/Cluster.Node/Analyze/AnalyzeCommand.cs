using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using Fresnel.Inference;
using Fresnel.Media;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary><c>analyze</c>: every frame of a video file to a table of detections and tracks, as fast as the machine can.</summary>
public static class AnalyzeCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var video = new Argument<string>("VIDEO") { Description = "The video file." };
        var model = new Option<string>("--model") { Description = "The model's id.", HelpName = "ID", DefaultValueFactory = _ => "people-hog" };
        var outFile = new Option<string>("--out") { Description = "The table to write: .csv, or JSON lines as .jsonl or .ndjson.", HelpName = "FILE", Required = true };
        var annotate = new Option<string?>("--annotate") { Description = "Also write the video with boxes and track numbers, as .mp4.", HelpName = "FILE" };
        var frames = new Option<long?>("--frames") { Description = "Analyse only the first N frames.", HelpName = "N", CustomParser = ParseFrames };
        var resume = new Option<bool>("--resume") { Description = "Carry on where an interrupted run of the same command stopped; start where there is nothing to resume." };
        var device = new Option<string>("--device") { Description = "cpu, cuda or tensorrt; a GPU with its number (cuda:1); several in order of preference.", HelpName = "NAME", DefaultValueFactory = _ => "cpu" };
        var models = new Option<string[]>("--models") { Description = "Folder of models (default: models in the data folder, then those shipped). Repeatable.", HelpName = "DIR", DefaultValueFactory = _ => [] };
        var data = CommonOptions.Data();
        var command = new Command("analyze", "Analyses every frame of a video and writes what was found.") { video, model, outFile, annotate, frames, resume, device, models, data };
        command.SetAction((parse, cancellation) =>
        {
            var folder = Full(parse.GetValue(data) ?? "data", "--data");
            var request = new AnalyzeRequest
            {
                Video = FileArgument(parse.GetRequiredValue(video)),
                Model = parse.GetRequiredValue(model),
                Output = Full(parse.GetRequiredValue(outFile), "--out"),
                Annotated = parse.GetValue(annotate) is { } annotated ? Full(annotated, "--annotate") : null,
                Frames = parse.GetValue(frames),
                Resume = parse.GetValue(resume),
                DataFolder = folder,
                ModelFolders = ModelFolders.Choose(parse.GetValue(models) ?? [], folder),
                Device = DeviceChoice.Parse(parse.GetRequiredValue(device)),
            };
            var configuration = parse.InvocationConfiguration;
            return RunAsync(request, configuration.Output, configuration.Error, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(AnalyzeRequest request, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var isTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        try
        {
            await new AnalyzeRun(request, output, error, isTerminal, TimeProvider.System).RunAsync(stop.Token);
            return ExitCodes.Ok;
        }
        catch (MediaException fault)
        {
            throw new UserErrorException(fault.Message, ExitCodes.Input, fault);
        }
        catch (ModelException fault)
        {
            throw new UserErrorException(fault.Message, ExitCodes.Input, fault);
        }
        catch (InferenceException fault)
        {
            throw new UserErrorException($"{fault.Message} What was done is kept: the same command with --resume carries on.", ExitCodes.Failed, fault);
        }

        void Stop(PosixSignalContext context)
        {
            // The first asks to stop cleanly; the second leaves at once.
            context.Cancel = true;
            if (stop.IsCancellationRequested) Environment.Exit(ExitCodes.Interrupted);
            stop.Cancel();
        }
    }

    private static long? ParseFrames(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1) return number;
        result.AddError($"'--frames {text}' is not a number of frames; allowed: whole numbers from 1.");
        return null;
    }

    private static string FileArgument(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && !File.Exists(text)) throw new UserErrorException($"analyze reads files, not addresses ({text[..scheme]}://…).");
        return Full(text, "VIDEO");
    }

    private static string Full(string path, string what)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (ArgumentException fault)
        {
            throw new UserErrorException($"{what}: '{path}' is not a path: {fault.Message}", ExitCodes.Usage, fault);
        }
    }
}
