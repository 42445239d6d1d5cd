using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Probing;

/// <summary>Asks ffprobe what a source is.</summary>
/// <param name="options">Where the tools are.</param>
/// <param name="time">The clock of the time limit.</param>
/// <param name="logger">Where it reports.</param>
public sealed class VideoProbe(FfmpegOptions options, TimeProvider time, ILogger<VideoProbe> logger)
{
    private const int MaxAnswer = 4 << 20;
    private readonly FfmpegOptions options = Options.Checked(options);

    /// <summary>Probes a source.</summary>
    /// <param name="source">The file or stream.</param>
    /// <param name="cancellationToken">Ends ffprobe.</param>
    /// <exception cref="MediaException">The source cannot be read as video; one line, with a stable code.</exception>
    public async Task<VideoInfo> ProbeAsync(VideoSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        FfmpegErrors.CheckFile(source);
        List<string> arguments = ["-hide_banner", "-loglevel", "error", "-print_format", "json", "-show_format", "-show_streams", .. SourceArguments.For(source)];
        var command = new ChildCommand(options.FfprobePath, arguments) { StdinText = SourceArguments.Script(source, options.ProbeLimit), Secret = source.Credential };
        await using var process = FfmpegProcess.Start(command, options, time, logger);
        var answer = ReadAllAsync(process.Stdout);
        int exitCode;
        try
        {
            exitCode = await process.WaitAsync(options.ProbeLimit, $"Probing {source}", cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            process.Kill();
            await answer.ConfigureAwait(false);
        }

        if (exitCode != 0)
        {
            var (code, message) = FfmpegErrors.Explain(source, process.StderrTail, exitCode);
            throw new MediaException(code, message);
        }

        var info = ProbeAnswer.Parse(source, await answer.ConfigureAwait(false));
        MediaLog.Probed(logger, source.Redacted, info.Codec, info.Width, info.Height);
        return info;
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16384];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                if (all.Length < MaxAnswer) all.Write(buffer, 0, read);
            }
        }
        catch (IOException)
        {
            // The process was killed.
        }

        return all.ToArray();
    }
}
