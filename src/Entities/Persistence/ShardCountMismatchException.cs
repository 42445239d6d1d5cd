namespace Fresnel.Entities.Persistence;

/// <summary>The store belongs to a cluster with another number of shards than the options name.</summary>
/// <param name="store">The store, without a password.</param>
/// <param name="recorded">The number that the cluster was created with.</param>
/// <param name="wanted">The number that the options name.</param>
public sealed class ShardCountMismatchException(string store, int recorded, int wanted) : EntityStoreException(
    FormattableString.Invariant($"The entity store {store} was created with {recorded} shards and this process is configured for ")
    + FormattableString.Invariant($"{wanted}; allowed: {recorded}. The number of shards is fixed when a cluster is created."))
{
    /// <summary>The number that the cluster was created with.</summary>
    public int Recorded { get; } = recorded;

    /// <summary>The number that the options name.</summary>
    public int Wanted { get; } = wanted;
}
