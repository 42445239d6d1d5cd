using Fresnel.Messages.Observations;

namespace Fresnel.Actors.Cameras.Live;

/// <summary>A camera that runs on this node, as readers see it. Safe for any thread; never holds up the camera.</summary>
public interface ICameraLive
{
    /// <summary>The camera's name.</summary>
    string Name { get; }

    /// <summary>Whether frames arrive now, and if not, why.</summary>
    CameraHealth Health { get; }

    /// <summary>What was counted since the start.</summary>
    CameraCounters Counters { get; }

    /// <summary>The newest observation, or null before the first.</summary>
    Observation? Latest { get; }

    /// <summary>Width and height of the frames that are analysed, pixels; null before the first.</summary>
    (int Width, int Height)? Size { get; }

    /// <summary>The newest analysed frame as JPEG, with its boxes drawn in where asked. Null before the first.</summary>
    /// <param name="annotated">Draw boxes and track numbers.</param>
    /// <param name="quality">1 to 100.</param>
    (byte[] Jpeg, Observation Observation)? Snapshot(bool annotated, int quality);

    /// <summary>Observations from now on; a reader that is slow loses the oldest.</summary>
    IAsyncEnumerable<Observation> ObserveAsync(CancellationToken cancellationToken);
}

/// <summary>The state of a camera's stream.</summary>
/// <param name="State"><c>starting</c>, <c>streaming</c>, <c>outage</c>, <c>paused</c>.</param>
/// <param name="Detail">One line for the operator, without secrets; empty while streaming.</param>
/// <param name="Since">When this state began.</param>
/// <param name="LastFrameAt">When the newest frame arrived.</param>
public sealed record CameraHealth(string State, string Detail, DateTimeOffset Since, DateTimeOffset? LastFrameAt);
