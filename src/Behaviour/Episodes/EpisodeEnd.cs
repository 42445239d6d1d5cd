namespace Fresnel.Behaviour.Episodes;

/// <summary>Why an episode closed.</summary>
public enum EpisodeEnd
{
    /// <summary>Nothing was seen for <see cref="EpisodeOptions.QuietPeriod"/>, or the clock was set by more than that.</summary>
    Quiet,

    /// <summary>It reached <see cref="EpisodeOptions.MaxLength"/>; another follows if someone is still there.</summary>
    MaxLength,

    /// <summary>Watching ended: the camera was disabled, lost or stopped.</summary>
    Ended,
}
