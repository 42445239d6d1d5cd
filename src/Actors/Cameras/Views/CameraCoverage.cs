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
    /// <param name="watches">Stretches in which the camera was enabled; they do not overlap.</param>
    /// <param name="outages">Its outages; they do not overlap.</param>
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
        foreach (var watch in watches)
        {
            var (start, end) = Clip(watch.From, watch.To, from, to);
            if (end <= start) continue;
            enabled += end - start;
            foreach (var outage in outages)
            {
                var (lostFrom, lostTo) = Clip(outage.StartedAt, outage.EndedAt, start, end);
                if (lostTo > lostFrom) lost += lostTo - lostFrom;
            }
        }

        var touching = outages.Count(outage => outage.StartedAt < to && (outage.EndedAt ?? to) > from);
        return new CameraCoverage(from, to, enabled, lost, touching);
    }

    private static (DateTimeOffset Start, DateTimeOffset End) Clip(DateTimeOffset start, DateTimeOffset? end, DateTimeOffset from, DateTimeOffset to)
    {
        var stop = end is { } known && known < to ? known : to;
        return (start > from ? start : from, stop);
    }
}
