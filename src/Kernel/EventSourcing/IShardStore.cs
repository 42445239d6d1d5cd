namespace Fresnel.Kernel.EventSourcing;

/// <summary>What the hosting of entities needs of a journal: who owns a shard, and which entities live in it.</summary>
public interface IShardStore
{
    /// <summary>
    /// Takes a shard: its epoch grows by one and from then on every write under an older epoch is fenced. Waits for
    /// appends of the old owner that are being written.
    /// </summary>
    /// <param name="shard">The shard's number.</param>
    /// <param name="baton">The generation on the baton that the claimant holds.</param>
    /// <param name="owner">The claimant's incarnation, for people who look.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The new epoch, or null where the baton is not of the shard's current generation: nothing was changed.</returns>
    ValueTask<long?> ClaimAsync(int shard, long baton, string owner, CancellationToken cancellationToken);

    /// <summary>Every shard of the cluster, by number.</summary>
    ValueTask<IReadOnlyList<ShardRecord>> ReadShardsAsync(CancellationToken cancellationToken);

    /// <summary>Starts a new generation of batons for the shards, in one transaction; earlier batons are void from then on.</summary>
    /// <returns>The new generations, in the order of <paramref name="shards"/>.</returns>
    ValueTask<IReadOnlyList<long>> AdvanceBatonsAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken);

    /// <summary>The entities of a shard with the status they last wrote, for starting those that must run.</summary>
    ValueTask<IReadOnlyList<EntityRecord>> ReadEntitiesAsync(int shard, CancellationToken cancellationToken);
}

/// <summary>A shard as the journal knows it.</summary>
/// <param name="Number">0 to the cluster's count − 1.</param>
/// <param name="Epoch">Grows at each change of owner; 0 before the first.</param>
/// <param name="Baton">The generation of the baton that is valid; 0 before the first was made.</param>
/// <param name="Owner">The incarnation that claimed it last, or null.</param>
public sealed record ShardRecord(int Number, long Epoch, long Baton, string? Owner);

/// <summary>An entity as the journal knows it, without its events.</summary>
/// <param name="Stream">The entity.</param>
/// <param name="Seq">The sequence number of its last event.</param>
/// <param name="Status">The status its last append that named one left; null where none did.</param>
public sealed record EntityRecord(StreamKey Stream, long Seq, string? Status);
