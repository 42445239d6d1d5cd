using Fresnel.Media.Frames;
using Fresnel.Media.Processes;
using Fresnel.Media.Recording;
using Fresnel.Media.Sources;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Ingest;

/// <summary>
/// One ffmpeg process and the frames it delivers. One reader at a time. To connect again after the end, start another.
/// </summary>
public sealed class VideoIngest : IAsyncDisposable
{
    private VideoIngest(VideoSource source) => Source = source;

    /// <summary>What is read.</summary>
    public VideoSource Source { get; }

    /// <summary>Size of the frames; null before the first.</summary>
    public I420Layout? Layout { get; }

    /// <summary>Counts so far.</summary>
    public IngestStatistics Statistics { get; }

    /// <summary>ffmpeg's process id.</summary>
    public int ProcessId { get; }

    /// <summary>The recording that this ingest writes, where it was asked for.</summary>
    public RecordingRun? Recording { get; }

    /// <summary>Starts ffmpeg. Returns at once; a source that cannot be opened shows as the end of the frames.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="options">How.</param>
    /// <param name="ffmpeg">Where the tools are.</param>
    /// <param name="time">Clock of <see cref="Frame.At"/>, <see cref="Frame.Timestamp"/> and the no-frame limit.</param>
    /// <param name="logger">Where it reports.</param>
    /// <exception cref="MediaException">ffmpeg is not installed.</exception>
    public static VideoIngest Start(VideoSource source, IngestOptions options, FfmpegOptions ffmpeg, TimeProvider time, ILogger<VideoIngest> logger) => throw new NotImplementedException();

    /// <summary>Waits for the next frame. After the end it keeps answering the same end.</summary>
    /// <param name="cancellationToken">Stops waiting; the ingest goes on.</param>
    public ValueTask<FrameRead> ReadAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Asks ffmpeg to stop, kills it after the grace, and waits until it is gone.</summary>
    public Task StopAsync() => throw new NotImplementedException();

    /// <summary>Stops, and releases frames that nobody read.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
