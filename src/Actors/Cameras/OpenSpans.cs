using Fresnel.Messages.Cameras;

namespace Fresnel.Actors.Cameras;

/// <summary>An outage that goes on.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Since">When the last frame arrived.</param>
public sealed record OpenOutage(long Number, DateTimeOffset Since);

/// <summary>A pause that goes on: the decoder crashed too often in a row, and is left alone.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Since">When it began.</param>
/// <param name="Crashes">How often the decoder crashed.</param>
/// <param name="Detail">What the last crash was.</param>
/// <param name="Until">When it is tried again.</param>
public sealed record OpenPause(long Number, DateTimeOffset Since, int Crashes, string Detail, DateTimeOffset Until)
{
    /// <summary>How long it was to be from its start on.</summary>
    public TimeSpan Length => Until - Since;
}

/// <summary>The last pause that is over.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Length">How long it was to be.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record PastPause(long Number, TimeSpan Length, DateTimeOffset EndedAt)
{
    private static readonly TimeSpan Follows = TimeSpan.FromMinutes(10);

    /// <summary>How long the next pause is: twice as long where it follows soon.</summary>
    public TimeSpan Next(DateTimeOffset now, TimeSpan first, TimeSpan longest)
    {
        var next = now - EndedAt < Follows ? Length * 2 : first;
        return next < longest ? next : longest;
    }
}

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
