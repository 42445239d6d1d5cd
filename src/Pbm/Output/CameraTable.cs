using System.Globalization;
using Fresnel.Pbm.Http;

namespace Fresnel.Pbm.Output;

/// <summary>Cameras as a table.</summary>
internal static class CameraTable
{
    /// <summary>The table.</summary>
    public static Table Of(IReadOnlyList<CameraView> cameras)
    {
        var table = new Table(
            new("NAME"), new("STATUS"), new("FRAMES"), new("FPS", Right: true), new("ANALYSED", Right: true), new("EPISODES", Right: true), new("OUTAGES", Right: true), new("SOURCE", Folds: true));
        foreach (var c in cameras.OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            table.Add(
                c.Name,
                new Cell(c.Status, ToneOf(c)),
                c.Outage is not null ? new Cell("outage", Tone.Bad) : c.Pause is not null ? new Cell("paused", Tone.Bad) : c.Live?.Health?.State,
                Rate(c.Live?.Counters?.DecodedFps),
                Rate(c.Live?.Counters?.AnalysedFps),
                c.Episodes.ToString(CultureInfo.InvariantCulture),
                c.Outages.ToString(CultureInfo.InvariantCulture),
                c.Settings?.Source);
        }

        return table;
    }

    /// <summary>The line under it.</summary>
    public static string Count(IReadOnlyList<CameraView> cameras) =>
        $"{cameras.Count} {(cameras.Count == 1 ? "camera" : "cameras")}, {cameras.Count(c => c.Status is "enabled")} enabled";

    /// <summary>The colour of a camera.</summary>
    public static Tone ToneOf(CameraView camera) => camera switch
    {
        { Outage: not null } or { Pause: not null } => Tone.Bad,
        { Status: "enabled" } => Tone.Good,
        _ => Tone.Plain,
    };

    private static string? Rate(double? rate) => rate?.ToString("0.0", CultureInfo.InvariantCulture);
}
