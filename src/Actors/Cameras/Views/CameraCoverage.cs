using Fresnel.Messages.Cameras;

namespace Fresnel.Actors.Cameras.Views;

/// <summary>How much of the time a camera was asked to watch it really had frames.</summary>
/// <param name="From">Start of the span asked about.</param>
/// <param name="To">Its end.</param>
/// <param name="Enabled">Time within the span in which the camera was enabled.</param>
/// <param name="Outage">Time within that in which no frames arrived.</param>
/// <param name="Outages">Outages that touch the span.</param>
public sealed record CameraCoverage(DateTimeOffset From, DateTimeOffset To, TimeSpan Enabled, TimeSpan Outage, int Outages)
{
    /// <summary>Time with frames.</summary>
    public TimeSpan Covered => Enabled - Outage;

    /// <summary>Covered time over enabled time, 0 to 1; null where the camera was not enabled in the span.</summary>
    public double? Share => Enabled > TimeSpan.Zero ? Covered / Enabled : null;

    /// <summary>Computes the coverage of a span. Stretches without an end reach to the span's end.</summary>
    /// <param name="from">Start.</param>
    /// <param name="to">End; not before the start.</param>
    /// <param name="watches">Stretches in which the camera was enabled; they overlap only where the clock was set back, and count once.</param>
    /// <param name="outages">Its outages; the same holds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The end is before the start.</exception>
    public static CameraCoverage Of(
        DateTimeOffset from,
        DateTimeOffset to,
        IReadOnlyCollection<CameraViews.Watch> watches,
        IReadOnlyCollection<CameraViews.Outage> outages)
    {
        ArgumentNullException.ThrowIfNull(watches);
        ArgumentNullException.ThrowIfNull(outages);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        var enabled = TimeSpan.Zero;
        var lost = TimeSpan.Zero;
        var dark = Merge(outages.Select(outage => Clip(outage.StartedAt, outage.EndedAt, from, to)));
        foreach (var (start, end) in Merge(watches.Select(watch => Clip(watch.From, watch.To, from, to))))
        {
            enabled += end - start;
            foreach (var outage in dark)
            {
                var (lostFrom, lostTo) = Clip(outage.Start, outage.End, start, end);
                if (lostTo > lostFrom) lost += lostTo - lostFrom;
            }
        }

        var touching = outages.Count(outage => outage.StartedAt < to && (outage.EndedAt ?? to) > from);
        return new CameraCoverage(from, to, enabled, lost, touching);
    }

    private static List<(DateTimeOffset Start, DateTimeOffset End)> Merge(IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> spans)
    {
        var merged = new List<(DateTimeOffset Start, DateTimeOffset End)>();
        foreach (var span in spans.Where(span => span.End > span.Start).OrderBy(span => span.Start))
        {
            if (merged.Count == 0 || span.Start > merged[^1].End) merged.Add(span);
            else if (span.End > merged[^1].End) merged[^1] = (merged[^1].Start, span.End);
        }

        return merged;
    }

    private static (DateTimeOffset Start, DateTimeOffset End) Clip(DateTimeOffset start, DateTimeOffset? end, DateTimeOffset from, DateTimeOffset to)
    {
        var stop = end is { } known && known < to ? known : to;
        return (start > from ? start : from, stop);
    }
}
