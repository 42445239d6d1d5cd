using Fresnel.Messages.Cameras;

namespace Fresnel.Actors.Cameras;

/// <summary>An outage that goes on.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Since">When the last frame arrived.</param>
public sealed record OpenOutage(long Number, DateTimeOffset Since);

/// <summary>An episode that goes on.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Since">When the first confirmed track was seen.</param>
public sealed record OpenEpisode(long Number, DateTimeOffset Since);

/// <summary>A clip to be made.</summary>
/// <param name="Episode">The episode's number.</param>
/// <param name="From">Start of the wanted span, pre-roll included.</param>
/// <param name="To">End of the wanted span, post-roll included.</param>
public sealed record PendingClip(long Episode, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The clip of an episode that closes.</summary>
    public static PendingClip Of(CameraEvents.EpisodeClosed closed, OpenEpisode? episode, CameraSettings settings)
    {
        ArgumentNullException.ThrowIfNull(closed);
        ArgumentNullException.ThrowIfNull(settings);
        return new PendingClip(
            closed.Episode,
            (episode?.Since ?? closed.At).AddSeconds(-settings.PreRollSeconds),
            closed.At.AddSeconds(settings.PostRollSeconds));
    }
}
