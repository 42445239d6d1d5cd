using Fresnel.Media.Nut;
using Fresnel.Media.Processes;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Writing;

/// <summary>An ffmpeg process that is fed NUT and writes a file under a temporary name, renamed when it is complete.</summary>
internal sealed class NutEncoder : IAsyncDisposable
{
    /// <summary>Frame times are written in this many ticks a second: what MP4 players are used to.</summary>
    public const int TicksPerSecond = 90_000;

    private readonly FfmpegProcess process;
    private readonly NutMuxer muxer;
    private readonly string path;
    private readonly string temporary;
    private bool headerWritten;
    private bool completed;

    private NutEncoder(FfmpegProcess process, NutMuxer muxer, string path, string temporary)
    {
        this.process = process;
        this.muxer = muxer;
        this.path = path;
        this.temporary = temporary;
    }

    /// <summary>Starts ffmpeg.</summary>
    /// <param name="path">The file to make.</param>
    /// <param name="stream">What will be fed; its time base is replaced by <see cref="TicksPerSecond"/>.</param>
    /// <param name="arguments">Filters and codec: what stands between input and output.</param>
    /// <param name="nice">Lower priority, 0 to 19.</param>
    /// <param name="ffmpeg">Where the tools are.</param>
    /// <param name="time">Clock of limits.</param>
    /// <param name="logger">Where the process reports.</param>
    /// <exception cref="MediaException">The folder is missing, or ffmpeg.</exception>
    public static NutEncoder Start(string path, NutStream stream, IEnumerable<string> arguments, int nice, FfmpegOptions ffmpeg, TimeProvider time, ILogger logger)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder)) throw new MediaException(MediaErrorCode.OutputFailed, $"The folder '{folder}' does not exist; '{Path.GetFileName(full)}' cannot be written there.");
        if (Directory.Exists(full)) throw new MediaException(MediaErrorCode.OutputFailed, $"'{full}' is a folder; it cannot be written as a file.");
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}.part");
        List<string> line = ["-hide_banner", "-loglevel", "error", "-nostats", "-y", "-protocol_whitelist", "pipe", "-f", "nut", "-i", "pipe:0", "-map", "0:v:0"];
        line.AddRange(arguments);
        line.AddRange(["-map_metadata", "-1", "-movflags", "+faststart", "-video_track_timescale", $"{TicksPerSecond}", "-f", "mp4", $"file:{temporary}"]);
        var process = FfmpegProcess.Start(new ChildCommand(ffmpeg.FfmpegPath, line) { KeepStdin = true, Nice = nice }, ffmpeg, time, logger);
        if (process.Stdin is System.IO.Pipes.PipeStream pipe) Libc.TrySetPipeSize(pipe.SafePipeHandle, 1 << 20);
        return new NutEncoder(process, new NutMuxer(stream with { TimeBaseNum = 1, TimeBaseDen = TicksPerSecond }), full, temporary);
    }

    /// <summary>The ticks nearest to a time.</summary>
    public static long TicksOf(TimeSpan time) => (long)Math.Round(time.Ticks * (TicksPerSecond / (decimal)TimeSpan.TicksPerSecond));

    /// <summary>Feeds one frame; waits while the encoder is busy.</summary>
    /// <returns>False where ffmpeg wants no more: it has reached the end its arguments name, and ended well.</returns>
    /// <exception cref="MediaException">ffmpeg failed.</exception>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, long ticks, bool isKey, CancellationToken cancellationToken)
    {
        try
        {
            if (!headerWritten) await process.Stdin.WriteAsync(muxer.Header, cancellationToken).ConfigureAwait(false);
            headerWritten = true;
            await process.Stdin.WriteAsync(muxer.FrameHeader(ticks, bytes.Length, isKey), cancellationToken).ConfigureAwait(false);
            await process.Stdin.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            var exitCode = await process.Exited.ConfigureAwait(false);
            return exitCode == 0 ? false : throw Failure(exitCode);
        }
    }

    /// <summary>Ends the input, waits for ffmpeg, and gives the file its name.</summary>
    public async Task CompleteAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await process.Stdin.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has ended before: its exit code tells.
        }

        var exitCode = await process.WaitAsync(limit, $"Writing '{path}'", cancellationToken).ConfigureAwait(false);
        if (exitCode != 0) throw Failure(exitCode);
        try
        {
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MediaException(MediaErrorCode.OutputFailed, $"'{path}' cannot be written: {e.Message}", e);
        }

        completed = true;
    }

    /// <summary>Ends ffmpeg; removes what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync().ConfigureAwait(false);
        if (!completed) File.Delete(temporary);
    }

    private MediaException Failure(int exitCode)
    {
        var words = process.StderrTail.Replace(temporary, path, StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new MediaException(MediaErrorCode.OutputFailed, $"'{path}' could not be written: ffmpeg ended with code {exitCode}: {(words.Length > 0 ? words[^1] : "it said nothing")}");
    }
}
