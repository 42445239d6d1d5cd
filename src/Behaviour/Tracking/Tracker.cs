namespace Fresnel.Behaviour.Tracking;

/// <summary>
/// Follows objects from frame to frame: predicts each track's box with <see cref="BoxFilter"/>, assigns detections to
/// predictions by overlap with <see cref="LinearAssignment"/>, and numbers the tracks that were seen often enough.
/// Association goes in stages by score (Y. Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every
/// Detection Box", ECCV 2022): confirmed tracks take high detections, then low ones; tracks not yet confirmed take what
/// high ones are left; high ones that nobody took begin new tracks.
/// Depends on nothing but its input: the same frames give the same tracks. Not for concurrent use; allocates nothing in
/// steady state.
/// </summary>
public sealed class Tracker
{
    private readonly TrackerOptions options;
    private readonly Matcher matcher;
    private readonly List<Track> tracks = [];
    private readonly Stack<Track> spare = new();
    private readonly List<ConfirmedTrack> confirmed = [];
    private TimeSpan? previous;
    private TimeSpan clock;

    /// <summary>Starts without tracks.</summary>
    /// <param name="options">Validated here.</param>
    /// <param name="firstId">The first number given; what <see cref="NextId"/> was before a restart, so that numbering carries on.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="firstId"/> is below 1.</exception>
    public Tracker(TrackerOptions options, long firstId = 1)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstId, 1);
        options.Validate();
        this.options = options;
        matcher = new Matcher(options);
        NextId = firstId;
    }

    /// <summary>The number the next confirmed track will get.</summary>
    public long NextId { get; private set; }

    /// <summary>Confirmed tracks alive after the last frame, by ascending number. Reused: valid until the next call.</summary>
    public IReadOnlyList<ConfirmedTrack> Confirmed => confirmed;

    /// <summary>Takes the detections of one frame.</summary>
    /// <param name="time">
    /// The frame's time in its stream. Tracks move on by the difference to the frame before, so skipped frames do no harm.
    /// A step back of up to <see cref="TrackerOptions.MaxAge"/> counts as no time passed; a longer one as a new stream,
    /// which ends every track.
    /// </param>
    /// <param name="detections">In any order; ties are decided by it.</param>
    /// <param name="ids">As long as <paramref name="detections"/>; filled with each one's track number, or null where it belongs to no confirmed track.</param>
    /// <exception cref="ArgumentException"><paramref name="ids"/> has another length.</exception>
    public void Update(TimeSpan time, ReadOnlySpan<DetectedBox> detections, Span<long?> ids)
    {
        if (ids.Length != detections.Length) throw new ArgumentException($"Room for {ids.Length} numbers was given; there are {detections.Length} detections.", nameof(ids));

        MoveTo(time);
        var trackOf = matcher.Match(tracks, detections);
        for (var d = 0; d < detections.Length; d++)
        {
            if (trackOf[d] >= 0) tracks[trackOf[d]].Take(detections[d], clock, options);
            else if (detections[d].IsUsable && detections[d].Score >= options.HighScore) trackOf[d] = Begin(detections[d]);
        }

        foreach (var track in tracks)
        {
            if (track.Id is null && track.Hits >= options.MinHits) track.Id = NextId++;
        }

        for (var d = 0; d < detections.Length; d++) ids[d] = trackOf[d] >= 0 ? tracks[trackOf[d]].Id : null;
        Drop(options.TentativeMaxAge, tentativeOnly: true);
        Publish();
    }

    /// <summary>Ends every track, as at the start of a new stream. Numbering goes on.</summary>
    public void Reset()
    {
        foreach (var track in tracks) spare.Push(track);
        tracks.Clear();
        confirmed.Clear();
        previous = null;
    }

    private void MoveTo(TimeSpan time)
    {
        var step = time - (previous ?? time);
        if (step < -options.MaxAge)
        {
            Reset();
            step = TimeSpan.Zero;
        }

        previous = time;
        if (step < TimeSpan.Zero) step = TimeSpan.Zero;
        clock += step;
        Drop(options.MaxAge, tentativeOnly: false);
        foreach (var track in tracks) track.Filter.Predict(step.TotalSeconds, options);
    }

    private int Begin(in DetectedBox detection)
    {
        var track = spare.Count > 0 ? spare.Pop() : new Track();
        track.Begin(detection, clock, options);
        tracks.Add(track);
        return tracks.Count - 1;
    }

    private void Drop(TimeSpan age, bool tentativeOnly)
    {
        var kept = 0;
        for (var i = 0; i < tracks.Count; i++)
        {
            var track = tracks[i];
            if (clock - track.LastSeen > age && !(tentativeOnly && track.Id is not null)) spare.Push(track);
            else tracks[kept++] = track;
        }

        tracks.RemoveRange(kept, tracks.Count - kept);
    }

    private void Publish()
    {
        confirmed.Clear();
        foreach (var track in tracks)
        {
            if (track.Id is not { } id) continue;
            confirmed.Add(new ConfirmedTrack(
                id,
                track.Label,
                track.Score,
                track.Filter.Box,
                (float)track.Filter.VelocityX,
                (float)track.Filter.VelocityY,
                track.Hits,
                clock - track.LastSeen));
        }

        confirmed.Sort(static (a, b) => a.Id.CompareTo(b.Id));
    }
}
