using System.Diagnostics.Metrics;

namespace Fresnel.Actors.Cameras.Live;

/// <summary>What cameras measure frame by frame; the counts are read from <see cref="ICameraLive.Counters"/>.</summary>
public static class CameraMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Fresnel.Cameras";

    private static readonly Meter Meter = new(Name);

    /// <summary>Frame read to observation published, in seconds, by camera.</summary>
    internal static readonly Histogram<double> Latency =
        Meter.CreateHistogram<double>("fresnel_camera_latency", "s", "Frame read to observation published.");
}
