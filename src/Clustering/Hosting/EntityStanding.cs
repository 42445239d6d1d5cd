namespace Fresnel.Clustering.Hosting;

/// <summary>What a node knows of an entity.</summary>
/// <param name="Owned">Whether the entity's shard runs here.</param>
/// <param name="Running">Whether the entity is in memory.</param>
/// <param name="Restarts">How often it ended by itself and was looked at again since the shard was taken.</param>
/// <param name="Reason">Why it does not run though it should, or what is wrong; null where nothing is.</param>
public sealed record EntityStanding(bool Owned, bool Running, int Restarts, string? Reason);
