namespace Fresnel.Behaviour.Episodes;

/// <summary>
/// Turns sightings into episodes. Depends on nothing but its input: times are the frames', never a clock's.
/// Allocates nothing. Not for concurrent use.
/// </summary>
public sealed class EpisodeDetector
{
    private readonly EpisodeOptions options;
    private Episode? open;

    /// <summary>Starts with no episode, or with the one that was open before a restart.</summary>
    /// <param name="options">Validated here.</param>
    /// <param name="open">The episode to carry on with; it closes at the first sighting if that comes too late.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public EpisodeDetector(EpisodeOptions options, Episode? open = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        this.open = open;
    }

    /// <summary>The open episode, or null.</summary>
    public Episode? Open => open;

    /// <summary>Takes one analysed frame.</summary>
    /// <param name="at">
    /// When the frame was read, wall clock. A time a little before the last one counts as the last one; one that is before it by
    /// more than the quiet period means that the clock was set back: the open episode closes, and another opens if somebody is there.
    /// </param>
    /// <param name="present">How many confirmed objects it shows.</param>
    /// <param name="best">The best picture of one of them; ignored where none is present.</param>
    public EpisodeDecision Observe(DateTimeOffset at, int present, SnapshotCandidate? best)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(present);
        var decision = Advance(at);
        if (present == 0) return decision;

        if (open is not { } episode)
        {
            var opened = new Episode(at, at, present, best);
            open = opened;
            return decision with { Opened = opened, NewBest = best is not null };
        }

        var better = best is { } candidate && (episode.Best is not { } kept || candidate.Quality > kept.Quality);
        open = episode with
        {
            LastSeen = at > episode.LastSeen ? at : episode.LastSeen,
            Peak = Math.Max(episode.Peak, present),
            Best = better ? best : episode.Best,
        };
        return decision with { NewBest = better };
    }

    /// <summary>Closes what time alone closes; for moments without a frame.</summary>
    /// <param name="now">Wall clock.</param>
    public EpisodeDecision Advance(DateTimeOffset now)
    {
        if (open is not { } episode) return default;
        if ((now - episode.LastSeen).Duration() >= options.QuietPeriod) return Close(episode, EpisodeEnd.Quiet); // later, or the clock was set back
        return now - episode.Start >= options.MaxLength ? Close(episode, EpisodeEnd.MaxLength) : default;
    }

    /// <summary>Closes the open episode, if any: watching ends here.</summary>
    public EpisodeDecision End() => open is { } episode ? Close(episode, EpisodeEnd.Ended) : default;

    private EpisodeDecision Close(Episode episode, EpisodeEnd end)
    {
        open = null;
        return new EpisodeDecision(episode, end, null, false);
    }
}
