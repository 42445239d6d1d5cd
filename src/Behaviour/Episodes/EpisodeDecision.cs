namespace Fresnel.Behaviour.Episodes;

/// <summary>What one sighting changed. An episode is closed before the next one opens, so both may be set.</summary>
/// <param name="Closed">The episode that closed, or null.</param>
/// <param name="End">Why it closed; only meaningful beside <paramref name="Closed"/>.</param>
/// <param name="Opened">The episode that opened, or null.</param>
/// <param name="NewBest">Whether this frame is now the best picture of the open episode: keep it.</param>
public readonly record struct EpisodeDecision(Episode? Closed, EpisodeEnd End, Episode? Opened, bool NewBest)
{
    /// <summary>Whether an episode opened or closed.</summary>
    public bool IsChange => Closed is not null || Opened is not null;
}
