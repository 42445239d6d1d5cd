using Fresnel.Media.Nut;

namespace Fresnel.Media.Recording;

/// <summary>What of a span was recorded, with one codec, and where decoding must begin.</summary>
/// <param name="Stream">The codec.</param>
/// <param name="Segments">What is read, oldest first.</param>
/// <param name="KeyBefore">Wall clock of the last key frame at or before the first wanted frame.</param>
/// <param name="First">Wall clock of the first wanted frame.</param>
/// <param name="End">Wall clock of the end of the last wanted frame.</param>
/// <param name="Gaps">What is missing in the asked span.</param>
internal sealed record ClipPlan(
    NutStream Stream,
    IReadOnlyList<RecordedSegment> Segments,
    DateTimeOffset KeyBefore,
    DateTimeOffset First,
    DateTimeOffset End,
    IReadOnlyList<ClipGap> Gaps)
{
    // Less is the jitter of clocks and frame intervals.
    private static readonly TimeSpan SmallestGap = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks through the segments' frame headers; null where no frame lies in the span.</summary>
    public static ClipPlan? Make(IReadOnlyList<RecordedSegment> segments, DateTimeOffset from, DateTimeOffset to)
    {
        var scans = segments.Select(s => SegmentScan.Of(s, from, to)).OfType<SegmentScan>().ToList();

        // Frames of another codec or size cannot stand in the same clip: the kind that covers most is taken.
        var chosen = scans.GroupBy(s => s, SegmentScan.ByCodec).OrderByDescending(g => g.Sum(s => s.Frames)).FirstOrDefault()?.ToList();
        if (chosen is null || chosen.All(s => s.Frames == 0)) return null;

        var begin = chosen.FindIndex(s => s.Frames > 0);
        var first = chosen[begin].First;
        var key = chosen.Take(begin + 1).Where(s => s.LastKey is not null).Select(s => s.LastKey!.Value).LastOrDefault(first);
        List<ClipGap> gaps = [];
        var covered = from;
        foreach (var scan in chosen.Skip(begin).Where(s => s.Frames > 0))
        {
            if (scan.First - covered > SmallestGap) gaps.Add(new ClipGap(covered, scan.First));
            covered = scan.End > covered ? scan.End : covered;
        }

        if (covered > to) covered = to;
        if (to - covered > SmallestGap) gaps.Add(new ClipGap(covered, to));
        return new ClipPlan(chosen[begin].Stream, [.. chosen.Select(s => s.Segment)], key, first, covered, gaps);
    }
}
