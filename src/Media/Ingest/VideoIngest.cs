using System.Globalization;
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
    /// <summary>How long ffmpeg may take to end after its last picture; then it hangs.</summary>
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PerSkippedFrame = TimeSpan.FromMilliseconds(50);
    private readonly FfmpegProcess process;
    private readonly IngestOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<VideoIngest> logger;
    private readonly FrameQueue queue;
    private readonly FramePump pump;
    private readonly long started;
    private readonly ITimer watch;
    private readonly Task finished;

    private VideoIngest(VideoSource source, IngestOptions options, FfmpegOptions ffmpeg, TimeProvider time, ILogger<VideoIngest> logger)
    {
        Source = source;
        this.options = options;
        this.time = time;
        this.logger = logger;
        started = time.GetTimestamp();
        Recording = options.Recording is { } recording ? RecordingRun.Begin(recording, time, source.IsLive || options.RealTime) : null;
        process = FfmpegProcess.Start(
            new ChildCommand(ffmpeg.FfmpegPath, IngestArguments.Build(source, options, Recording?.Folder))
            {
                // Beyond our own limits, which act first and say more.
                StdinText = SourceArguments.Script(source, Longer(options.FirstFrameLimit, options.NoFrameLimit) + TimeSpan.FromSeconds(2)),
                Secret = source.Credential,
            },
            ffmpeg,
            time,
            logger);
        var waits = (options.Overflow ?? (source.IsLive || options.RealTime ? OverflowPolicy.DropOldest : OverflowPolicy.Wait)) is OverflowPolicy.Wait;
        queue = new FrameQueue(options.QueueLength);
        pump = new FramePump(process, queue, options, waits, time, Recording) { Opened = layout => MediaLog.FirstFrame(logger, source.Redacted, layout.Width, layout.Height, time.GetElapsedTime(started).TotalMilliseconds) };
        pump.Start();
        var period = NoFrameLimit < FirstFrameLimit ? NoFrameLimit / 8 : FirstFrameLimit / 8;
        watch = time.CreateTimer(static state => ((VideoIngest)state!).Watch(), this, period, period);
        finished = FinishAsync();
    }

    /// <summary>What is read.</summary>
    public VideoSource Source { get; }

    /// <summary>Size of the frames; null before ffmpeg has opened the source.</summary>
    public I420Layout? Layout => pump.Layout;

    /// <summary>Counts so far.</summary>
    public IngestStatistics Statistics => pump.Statistics;

    /// <summary>ffmpeg's process id.</summary>
    public int ProcessId => process.Id;

    /// <summary>The recording that this ingest writes, where it was asked for.</summary>
    public RecordingRun? Recording { get; }

    // Frames that are asked for rarely may come rarely.
    private TimeSpan NoFrameLimit => options.MaxFrameRate is { } rate ? Longer(options.NoFrameLimit, TimeSpan.FromSeconds(3 / rate)) : options.NoFrameLimit;

    private TimeSpan FirstFrameLimit => Longer(options.FirstFrameLimit + (Math.Min(options.StartFrame, int.MaxValue) * PerSkippedFrame), options.NoFrameLimit);

    /// <summary>Starts ffmpeg. Returns at once; a source that cannot be opened shows as the end of the frames.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="options">How.</param>
    /// <param name="ffmpeg">Where the tools are.</param>
    /// <param name="time">Clock of <see cref="Frame.At"/>, <see cref="Frame.Timestamp"/> and the no-frame limit.</param>
    /// <param name="logger">Where it reports.</param>
    /// <exception cref="MediaException">ffmpeg is not installed; the file is missing, empty or a folder; the recording's folder cannot be made.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or two exclude each other.</exception>
    public static VideoIngest Start(VideoSource source, IngestOptions options, FfmpegOptions ffmpeg, TimeProvider time, ILogger<VideoIngest> logger)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(time);
        Options.Checked(options);
        Options.Checked(ffmpeg);
        if (options.Recording is { } recording) Options.Checked(recording);
        if (options.StartFrame > 0 && (options.MaxFrameRate is not null || options.Loop || source.IsLive))
        {
            throw new ArgumentException("IngestOptions.StartFrame counts the frames of a file from its start; it cannot be combined with MaxFrameRate, Loop or a live source.", nameof(options));
        }

        FfmpegErrors.CheckFile(source);
        return new VideoIngest(source, options, ffmpeg, time, logger);
    }

    /// <summary>Waits for the next frame. After the end it keeps answering the same end.</summary>
    /// <param name="cancellationToken">Stops waiting; the ingest goes on.</param>
    /// <exception cref="OperationCanceledException">Waiting was cancelled.</exception>
    public ValueTask<FrameRead> ReadAsync(CancellationToken cancellationToken) => queue.ReadAsync(cancellationToken);

    /// <summary>Asks ffmpeg to stop, kills it after the grace, and waits until it is gone. Frames that nobody read are given back.</summary>
    public async Task StopAsync()
    {
        queue.End(new IngestEnd(IngestEndReason.Stopped, null, $"{Source}: stopped.", null, string.Empty), discard: true);
        if (!process.Exited.IsCompleted) await process.StopAsync().ConfigureAwait(false);
        await finished.ConfigureAwait(false);
    }

    /// <summary>Stops, and releases frames that nobody read.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await process.DisposeAsync().ConfigureAwait(false);
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void Watch()
    {
        var limit = pump.Statistics.Decoded == 0 ? FirstFrameLimit : NoFrameLimit;
        if (pump.Waiting <= limit || queue.IsEnded) return;
        var what = pump.Statistics.Decoded == 0 ? "no frame" : "no new frame";
        var message = string.Create(CultureInfo.InvariantCulture, $"{Source}: {what} for {limit.TotalSeconds:0.#} s.");
        MediaLog.IngestEnded(logger, Source.Redacted, IngestEndReason.Stalled, message);
        queue.End(new IngestEnd(IngestEndReason.Stalled, MediaErrorCode.TimedOut, message, null, process.StderrTail), discard: false);
        process.Kill();
    }

    private async Task FinishAsync()
    {
        var fault = await pump.Done.ConfigureAwait(false);
        var exitCode = await process.EndAsync(fault is { Torn: false } ? TimeSpan.Zero : EndGrace).ConfigureAwait(false); // what comes after no stream cannot be understood
        await watch.DisposeAsync().ConfigureAwait(false);
        var end = End(fault, exitCode, process.StderrTail);
        if (!queue.IsEnded) MediaLog.IngestEnded(logger, Source.Redacted, end.Reason, end.Message);
        queue.End(end, discard: false);
    }

    private IngestEnd End(PumpFault? fault, int exitCode, string stderr)
    {
        var frames = pump.Statistics.Decoded;
        var (code, message) = FfmpegErrors.Explain(Source, stderr, exitCode);
        if (fault is { Torn: false }) return Failed(MediaErrorCode.Corrupt, $"{Source}: {fault.Message}.", crashed: true);
        if (process.WasKilled) return Failed(MediaErrorCode.ToolFailed, $"{Source}: ffmpeg sent no more and did not end.", crashed: true);
        if (CrashSignals.Name(exitCode) is { } signal) return Failed(MediaErrorCode.ToolFailed, $"{Source}: ffmpeg was ended by signal {signal} after {frames} frames.", crashed: true);
        if (fault is null && exitCode == 0)
        {
            if (Source.IsLive && frames > 0) return Failed(MediaErrorCode.Disconnected, $"{Source}: the server ended the stream.");
            if (Source.IsLive) return Failed(code is MediaErrorCode.ToolFailed ? MediaErrorCode.Disconnected : code, code is MediaErrorCode.ToolFailed ? $"{Source}: the server ended the stream." : message);
            if (frames == 0 && options.StartFrame == 0) return Failed(MediaErrorCode.NotAVideo, $"{Source}: no picture in it could be decoded.");
            return new IngestEnd(IngestEndReason.EndOfStream, null, $"{Source}: ended after {frames} frames.", exitCode, stderr);
        }

        // Whatever ffmpeg makes of the last torn packet: a live stream that gave frames and ends broke off.
        if (Source.IsLive && frames > 0 && fault is null) return Failed(MediaErrorCode.Disconnected, $"{Source}: the stream broke off after {frames} frames.");
        if (code is not MediaErrorCode.ToolFailed) return Failed(code, message);
        var crashed = !Source.IsLive || !FfmpegErrors.BlamesInput(stderr);
        return fault is null ? Failed(code, message, crashed) : Failed(MediaErrorCode.Corrupt, $"{Source}: {fault.Message}.", crashed);

        IngestEnd Failed(MediaErrorCode error, string text, bool crashed = false) => new(IngestEndReason.Failed, error, text, exitCode, stderr) { Crashed = crashed };
    }
}
