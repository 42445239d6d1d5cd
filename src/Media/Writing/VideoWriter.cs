using System.Globalization;
using Fresnel.Media.Frames;
using Fresnel.Media.Nut;
using Fresnel.Media.Processes;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Writing;

/// <summary>
/// Writes I420 pictures with their own times as MP4 (H.264). The file appears under its name only when
/// <see cref="CompleteAsync"/> has finished; without it nothing is left.
/// </summary>
public sealed class VideoWriter : IAsyncDisposable
{
    private static readonly TimeSpan FinishLimit = TimeSpan.FromMinutes(10);
    private readonly NutEncoder encoder;
    private readonly I420Layout layout;
    private long lastTicks = -1;
    private TimeSpan first;

    private VideoWriter(string path, NutEncoder encoder, I420Layout layout)
    {
        Path = path;
        this.encoder = encoder;
        this.layout = layout;
    }

    /// <summary>The file that will be written.</summary>
    public string Path { get; }

    /// <summary>Starts the encoder. Pictures of odd size get one more black row or column, which H.264 4:2:0 needs.</summary>
    /// <param name="path">The MP4 file; its folder must exist.</param>
    /// <param name="layout">Size of every picture.</param>
    /// <param name="options">How to encode.</param>
    /// <param name="ffmpeg">Where the tools are.</param>
    /// <param name="time">The clock of time limits.</param>
    /// <param name="logger">Where it reports.</param>
    /// <exception cref="MediaException">The folder is missing or ffmpeg is.</exception>
    public static VideoWriter Start(string path, I420Layout layout, VideoWriterOptions options, FfmpegOptions ffmpeg, TimeProvider time, ILogger<VideoWriter> logger)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Options.Checked(options);
        Options.Checked(ffmpeg);
        var stream = new NutStream("I420", layout.Width, layout.Height, 1, NutEncoder.TicksPerSecond, 7, 0, 1, 1, []);
        string[] arguments =
        [
            "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-fps_mode", "passthrough", "-enc_time_base", "-1", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", options.Preset,
            "-crf", options.Crf.ToString(CultureInfo.InvariantCulture), "-threads", options.Threads.ToString(CultureInfo.InvariantCulture),
        ];
        return new VideoWriter(path, NutEncoder.Start(path, stream, arguments, 0, ffmpeg, time, logger), layout);
    }

    /// <summary>Writes one picture; waits while the encoder is busy.</summary>
    /// <param name="i420">Y, U, V without padding.</param>
    /// <param name="streamTime">Its time, kept to 1/90000 s counted from the first picture; must grow from picture to picture.</param>
    /// <param name="cancellationToken">Stops waiting; the file is then spoilt.</param>
    /// <exception cref="MediaException">ffmpeg failed.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> i420, TimeSpan streamTime, CancellationToken cancellationToken)
    {
        if (i420.Length != layout.ByteCount) throw new ArgumentException($"The picture has {i420.Length} bytes; {layout.Width}x{layout.Height} has {layout.ByteCount}.", nameof(i420));
        if (lastTicks < 0) first = streamTime;
        var ticks = NutEncoder.TicksOf(streamTime - first);
        if (ticks <= lastTicks) throw new ArgumentOutOfRangeException(nameof(streamTime), streamTime, "Times of pictures must grow.");
        lastTicks = ticks;
        if (!await encoder.WriteAsync(i420, ticks, isKey: true, cancellationToken).ConfigureAwait(false))
            throw new MediaException(MediaErrorCode.OutputFailed, "The video could not be written: ffmpeg ended before its end.");
    }

    /// <summary>Ends the file and gives it its name.</summary>
    /// <param name="cancellationToken">Gives up; nothing is left.</param>
    /// <exception cref="MediaException">ffmpeg failed, or there was no picture.</exception>
    public Task CompleteAsync(CancellationToken cancellationToken) => encoder.CompleteAsync(FinishLimit, cancellationToken);

    /// <summary>Ends the encoder; removes what was not completed.</summary>
    public ValueTask DisposeAsync() => encoder.DisposeAsync();
}
