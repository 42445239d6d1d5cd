using Fresnel.Media.Nut;

namespace Fresnel.Media.Recording;

/// <summary>What of a segment lies in a span.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Stream">Its codec.</param>
/// <param name="Frames">Frames in the span.</param>
/// <param name="LastKey">Wall clock of the last key frame at or before the span's start (or the first frame in it).</param>
/// <param name="First">Wall clock of the first frame in the span.</param>
/// <param name="End">Wall clock of the last frame in the span, plus one interval.</param>
internal sealed record SegmentScan(RecordedSegment Segment, NutStream Stream, int Frames, DateTimeOffset? LastKey, DateTimeOffset First, DateTimeOffset End)
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(2);

    /// <summary>Groups what can be decoded in one go.</summary>
    public static IEqualityComparer<SegmentScan> ByCodec { get; } =
        EqualityComparer<SegmentScan>.Create((a, b) => a!.Stream.SameCodec(b!.Stream), s => HashCode.Combine(s.Stream.FourCc, s.Stream.Width, s.Stream.Height));

    /// <summary>Reads a segment's frame headers; null where it cannot be read.</summary>
    public static SegmentScan? Of(RecordedSegment segment, DateTimeOffset from, DateTimeOffset to)
    {
        using var reader = SegmentReader.TryOpen(segment.Path);
        if (reader is null) return null;
        var frames = 0;
        DateTimeOffset? lastKey = null;
        DateTimeOffset first = default, last = default, earliest = default, previous = default;
        var all = 0;
        while (reader.TryRead(out var frame))
        {
            var at = segment.Origin + reader.Stream.TimeOf(frame.Pts);
            if (frame.IsKey && (at <= from || lastKey is null)) lastKey = at;
            if (frame.IsKey && at > to) break;
            if (all++ == 0) earliest = at;
            if (at > previous) previous = at;
            if (at < from || at >= to) continue;
            if (frames++ == 0 || at < first) first = at;
            if (at > last) last = at;
        }

        var interval = all > 1 ? (previous - earliest) / (all - 1) : TimeSpan.Zero;
        return new SegmentScan(segment, reader.Stream, frames, lastKey, first, last + (interval < LongestInterval ? interval : LongestInterval));
    }
}
