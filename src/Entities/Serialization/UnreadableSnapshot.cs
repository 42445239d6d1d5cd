namespace Fresnel.Entities.Serialization;

/// <summary>Stands for a snapshot that cannot be read: the entity recovers from its events alone.</summary>
/// <param name="Reason">Why, in one line.</param>
public sealed record UnreadableSnapshot(string Reason);
