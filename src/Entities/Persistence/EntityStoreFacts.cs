namespace Fresnel.Entities.Persistence;

/// <summary>What a store records about itself.</summary>
/// <param name="History">Names the history that event cursors point into; a restore from a backup changes it.</param>
/// <param name="Shards">The number of shards of the cluster, fixed when it was created.</param>
public sealed record EntityStoreFacts(Guid History, int Shards);
