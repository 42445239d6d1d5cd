using Fresnel.Media.Sources;

namespace Fresnel.Media.Processes;

/// <summary>Turns what ffmpeg says into a stable code and one line.</summary>
internal static class FfmpegErrors
{
    private static readonly (string Words, MediaErrorCode Code, string Meaning)[] Known =
    [
        ("Format not on whitelist", MediaErrorCode.NotAVideo, "it is no video, or a kind of file that is not read (a playlist, a text)"),
        ("401 Unauthorized", MediaErrorCode.Unauthorized, "the server wants another user or password (401)"),
        ("403 Forbidden", MediaErrorCode.Unauthorized, "the server forbids it (403)"),
        ("404 Not Found", MediaErrorCode.NotFound, "the server has no such stream (404)"),
        ("Connection refused", MediaErrorCode.Refused, "the server refused the connection"),
        ("Connection timed out", MediaErrorCode.TimedOut, "the server does not answer"),
        ("No route to host", MediaErrorCode.Unreachable, "there is no route to the server"),
        ("Network is unreachable", MediaErrorCode.Unreachable, "the network is unreachable"),
        ("Failed to resolve hostname", MediaErrorCode.Unreachable, "the server's name cannot be resolved"),
        ("Name or service not known", MediaErrorCode.Unreachable, "the server's name cannot be resolved"),
        ("matches no streams", MediaErrorCode.NoVideoStream, "it has no video stream"),
        ("does not contain any stream", MediaErrorCode.NoVideoStream, "it has no video stream"),
        ("moov atom not found", MediaErrorCode.Corrupt, "it has no index: a truncated or damaged file, or no video at all"),
        ("No space left on device", MediaErrorCode.OutputFailed, "there is no space left"),
        ("Permission denied", MediaErrorCode.AccessDenied, "permission denied"),
        ("No such file or directory", MediaErrorCode.NotFound, "no such file"),
        ("Is a directory", MediaErrorCode.IsDirectory, "it is a folder"),
        ("could not find codec parameters", MediaErrorCode.NotAVideo, "no picture in it could be recognised"),
        ("Invalid data found when processing input", MediaErrorCode.NotAVideo, "it is not a video that ffmpeg knows"),
        ("Connection reset by peer", MediaErrorCode.Disconnected, "the server broke the connection"),
        ("End of file", MediaErrorCode.Disconnected, "the server broke the connection"),
    ];

    private const int MaxWords = 300;
    private static readonly string[] InputWords = ["pipe:0", "[rtsp", "[tcp", "[http", "[concat", "Error opening input"];

    /// <summary>Explains a failure.</summary>
    public static (MediaErrorCode Code, string Message) Explain(VideoSource source, string stderr, int exitCode)
    {
        foreach (var (words, code, meaning) in Known)
        {
            if (source.Kind is SourceKind.File && code is MediaErrorCode.Disconnected) continue;
            if (stderr.Contains(words, StringComparison.OrdinalIgnoreCase)) return (code, $"{source}: {meaning}.");
        }

        // What a file's end means where more was expected.
        if (source.Kind is SourceKind.File && stderr.Contains("End of file", StringComparison.Ordinal)) return (MediaErrorCode.NotAVideo, $"{source}: it is not a video that ffmpeg knows, or it breaks off.");
        var last = stderr.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "it said nothing";
        return (MediaErrorCode.ToolFailed, $"{source}: ffmpeg ended with code {exitCode}: {(last.Length > MaxWords ? $"{last[..MaxWords]}…" : last)}");
    }

    /// <summary>Whether ffmpeg speaks of what it reads from a server, in words that <see cref="Explain"/> does not know: then it is not ffmpeg that failed.</summary>
    public static bool BlamesInput(string stderr) => InputWords.Any(words => stderr.Contains(words, StringComparison.Ordinal));

    /// <summary>Says of a file what ffmpeg need not be asked about.</summary>
    /// <exception cref="MediaException">Missing, a folder, no regular file, empty, or not readable.</exception>
    public static void CheckFile(VideoSource source)
    {
        if (source.Kind is not SourceKind.File) return;
        if (Directory.Exists(source.Address)) throw new MediaException(MediaErrorCode.IsDirectory, $"{source}: it is a folder, not a video.");
        if (!File.Exists(source.Address)) throw new MediaException(MediaErrorCode.NotFound, $"{source}: no such file.");
        if (!FileShape.MayBeFile(source.Address)) throw new MediaException(MediaErrorCode.NotAVideo, $"{source}: it is a pipe, a socket or a device, not a video file.");
        try
        {
            using var file = File.OpenHandle(source.Address, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (RandomAccess.GetLength(file) == 0) throw new MediaException(MediaErrorCode.Empty, $"{source}: the file is empty (0 bytes).");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new MediaException(MediaErrorCode.AccessDenied, $"{source}: the file may not be read.", e);
        }
        catch (IOException e)
        {
            throw new MediaException(MediaErrorCode.NotFound, $"{source}: {e.Message}", e);
        }
    }
}
