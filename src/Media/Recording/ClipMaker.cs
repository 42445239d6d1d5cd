using System.Buffers;
using System.Globalization;
using Fresnel.Media.Processes;
using Fresnel.Media.Writing;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Recording;

/// <summary>
/// Cuts MP4 clips (H.264, 4:2:0, playable while loading) out of recorded segments, those of earlier runs and the one being
/// written included. The segments' frames are joined on the wall clock and handed to one ffmpeg at low priority: where a
/// piece is missing the last picture stands, and the clip says so.
/// </summary>
/// <param name="options">How.</param>
/// <param name="ffmpeg">Where the tools are.</param>
/// <param name="time">The clock of the time limit.</param>
/// <param name="logger">Where it reports.</param>
public sealed class ClipMaker(ClipOptions options, FfmpegOptions ffmpeg, TimeProvider time, ILogger<ClipMaker> logger)
{
    private const int Niceness = 5;
    private readonly ClipOptions options = Options.Checked(options);
    private readonly FfmpegOptions ffmpeg = Options.Checked(ffmpeg);

    /// <summary>Makes a clip, written under a temporary name and renamed when complete.</summary>
    /// <param name="recordings">The camera's recordings.</param>
    /// <param name="from">Wall clock of the wanted start.</param>
    /// <param name="to">Wall clock of the wanted end.</param>
    /// <param name="path">The MP4 file to write; replaced where it exists.</param>
    /// <param name="cancellationToken">Ends it; nothing is left.</param>
    /// <returns>The clip, or null where nothing of the span was recorded.</returns>
    /// <exception cref="MediaException">ffmpeg failed, took longer than the limit, or the output cannot be written.</exception>
    public async Task<Clip?> MakeAsync(RecordingFolder recordings, DateTimeOffset from, DateTimeOffset to, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (to <= from) throw new ArgumentOutOfRangeException(nameof(to), to, $"The clip must end after its start {from:O}.");
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await MakeAsync(recordings.Find(from, to), from, to, path, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new MediaException(MediaErrorCode.TimedOut, string.Create(CultureInfo.InvariantCulture, $"Making the clip '{path}' took longer than {options.TimeLimit.TotalSeconds:0.#} s."));
        }
    }

    private async Task<Clip?> MakeAsync(IReadOnlyList<RecordedSegment> segments, DateTimeOffset from, DateTimeOffset to, string path, CancellationToken cancellationToken)
    {
        if (ClipPlan.Make(segments, from, to) is not { } plan) return null;
        var copy = H264Profile.IsPlayable(plan.Stream) && plan.First - plan.KeyBefore <= options.MaxLead && plan.Stream.Width <= options.MaxWidth;
        await using var encoder = NutEncoder.Start(path, plan.Stream, copy ? Copying(plan) : Encoding(plan), Niceness, ffmpeg, time, logger);
        await FeedAsync(encoder, plan, to, cancellationToken).ConfigureAwait(false);
        await encoder.CompleteAsync(options.TimeLimit, cancellationToken).ConfigureAwait(false);
        var clip = new Clip(path, copy ? plan.KeyBefore : plan.First, plan.End, copy, plan.Gaps);
        MediaLog.ClipMade(logger, path, (clip.To - clip.From).TotalSeconds, copy, clip.Gaps.Count);
        return clip;
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);

    private static List<string> Copying(ClipPlan plan) => ["-t", Seconds(plan.End - plan.KeyBefore), "-c:v", "copy"];

    private List<string> Encoding(ClipPlan plan)
    {
        // Half a tick before, so that rounding of times does not lose the first frame.
        var lead = plan.First - plan.KeyBefore - TimeSpan.FromMilliseconds(0.5);
        var start = Seconds(lead > TimeSpan.Zero ? lead : TimeSpan.Zero);
        return
        [
            "-vf", $@"trim=start={start}:end={Seconds(plan.End - plan.KeyBefore)},setpts=PTS-STARTPTS,scale=w=trunc(min(iw\,{options.MaxWidth})/2)*2:h=trunc(ow*ih/iw/2)*2",
            "-fps_mode", "passthrough", "-enc_time_base", "-1", "-c:v", "libx264", "-preset", "superfast", "-crf", options.Crf.ToString(CultureInfo.InvariantCulture), "-pix_fmt", "yuv420p", "-threads", "1",
        ];
    }

    private async Task FeedAsync(NutEncoder encoder, ClipPlan plan, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            var begun = false;
            var latest = -1L;
            var run = string.Empty;
            var shift = 0L;
            foreach (var segment in plan.Segments)
            {
                using var reader = SegmentReader.TryOpen(segment.Path);
                if (reader is null || !reader.Stream.SameCodec(plan.Stream)) continue;
                while (reader.TryRead(out var frame))
                {
                    var at = segment.Origin + reader.Stream.TimeOf(frame.Pts);
                    begun |= frame.IsKey && at >= plan.KeyBefore;
                    if (!begun) continue;
                    if (frame.IsKey && at >= to) return;

                    // Frames that lean on each other across a restart's seam may lie before the start: they are not shown.
                    var ticks = NutEncoder.TicksOf(at - plan.KeyBefore);
                    if (segment.Run != run)
                    {
                        // Two runs' clocks differ a little: times go on growing all the same.
                        run = segment.Run;
                        shift = Math.Max(0, latest + 1 - ticks);
                    }

                    ticks += shift;
                    latest = Math.Max(latest, ticks);
                    if (ticks < 0) continue;
                    if (frame.Size > buffer.Length)
                    {
                        ArrayPool<byte>.Shared.Return(buffer);
                        buffer = ArrayPool<byte>.Shared.Rent(frame.Size);
                    }

                    if (!reader.TryReadBytes(buffer.AsSpan(0, frame.Size))) break;
                    if (!await encoder.WriteAsync(buffer.AsMemory(0, frame.Size), ticks, frame.IsKey, cancellationToken).ConfigureAwait(false)) return;
                }

                if (reader.Damage is { } damage && segment.End is not null) MediaLog.SegmentDamaged(logger, segment.Path, damage);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
