using Fresnel.Media.Sources;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>What can be refused before anything is opened or written.</summary>
internal static class AnalyzeChecks
{
    private static readonly string[] Tables = [".csv", ".jsonl", ".ndjson"];

    /// <summary>Checks paths and numbers of a request.</summary>
    /// <exception cref="UserErrorException">One line, naming the option or file and what is allowed.</exception>
    public static void Check(AnalyzeRequest request)
    {
        if (request.Frames is < 1) throw new UserErrorException($"'--frames {request.Frames}' is not a number of frames; allowed: 1 and more.");
        CheckOutput("--out", request.Output, Tables);
        if (request.Annotated is { } annotated) CheckOutput("--annotate", annotated, [".mp4"]);
        CheckVideo(request.Video);

        CheckApart("--out", request.Output, "the video itself", request.Video);
        if (request.Annotated is not { } picture) return;
        CheckApart("--annotate", picture, "the video itself", request.Video);
        CheckApart("--annotate", picture, "the file of --out", request.Output);
    }

    private static void CheckVideo(string path)
    {
        if (Directory.Exists(path)) throw new UserErrorException($"{path} is a folder, not a video.", ExitCodes.Input);
        if (!File.Exists(path)) throw new UserErrorException($"there is no file {path}.", ExitCodes.Input);
        if (!FileShape.MayBeFile(path)) throw new UserErrorException($"{path} is a pipe, a socket or a device, not a video file.", ExitCodes.Input);
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length == 0) throw new UserErrorException($"{path} is empty (0 bytes), not a video.", ExitCodes.Input);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {fault.Message}", ExitCodes.Input, fault);
        }
    }

    private static void CheckOutput(string option, string path, string[] extensions)
    {
        var extension = Path.GetExtension(path);
        if (!extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            throw new UserErrorException($"'{option} {path}' ends in '{extension}'; allowed: {string.Join(", ", extensions)}.");
        }

        if (Directory.Exists(path)) throw new UserErrorException($"{option}: {path} is a folder; give a file.", ExitCodes.Input);
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder)) throw new UserErrorException($"{option}: the folder {folder} does not exist; create it first.", ExitCodes.Input);
        OutputFile.CheckWritable(path, option);
    }

    private static void CheckApart(string option, string path, string what, string other)
    {
        if (Real(path) == Real(other)) throw new UserErrorException($"{option}: {path} is {what}; give another file.");
    }

    private static string Real(string path)
    {
        if (File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target) return target.FullName;
        return path;
    }
}
