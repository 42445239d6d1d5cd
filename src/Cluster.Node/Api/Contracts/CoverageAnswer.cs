using Fresnel.Actors.Cameras.Views;

namespace Fresnel.Cluster.Node.Api.Contracts;

/// <summary>The share of enabled time in which frames arrived.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="From">The first moment.</param>
/// <param name="To">The last moment; not after now.</param>
/// <param name="EnabledSeconds">Time in which it was enabled.</param>
/// <param name="OutageSeconds">Of it, time without frames.</param>
/// <param name="CoveredSeconds">Of it, time with frames.</param>
/// <param name="Outages">Outages that touch the range.</param>
/// <param name="Share">Covered over enabled, 0 to 1; null where it was not enabled at all.</param>
public sealed record CoverageAnswer(
    string Camera, DateTimeOffset From, DateTimeOffset To, double EnabledSeconds, double OutageSeconds, double CoveredSeconds, int Outages, double? Share)
{
    /// <summary>From what was computed.</summary>
    public static CoverageAnswer Of(string camera, CameraCoverage coverage)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        return new CoverageAnswer(
            camera, coverage.From, coverage.To, Seconds(coverage.Enabled), Seconds(coverage.Outage), Seconds(coverage.Covered), coverage.Outages,
            coverage.Share is { } share ? Math.Round(share, 6) : null);
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
