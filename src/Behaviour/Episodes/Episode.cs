namespace Fresnel.Behaviour.Episodes;

/// <summary>A stretch of time in which something was seen, as far as it has come.</summary>
/// <param name="Start">First sighting, wall clock.</param>
/// <param name="LastSeen">Last sighting, wall clock: the end of a closed episode.</param>
/// <param name="Peak">The most objects seen at once.</param>
/// <param name="Best">The best picture so far; null where no sighting came with one.</param>
public readonly record struct Episode(DateTimeOffset Start, DateTimeOffset LastSeen, int Peak, SnapshotCandidate? Best);
