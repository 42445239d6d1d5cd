using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Clustering.Tests.Hosting;

/// <summary>A journal's shards, as seen over a line that can be cut.</summary>
public sealed class FlakyShards(IShardStore inner) : IShardStore
{
    private volatile bool cut;

    public bool Cut
    {
        get => cut;
        set => cut = value;
    }

    public ValueTask<long?> ClaimAsync(int shard, long baton, string owner, CancellationToken cancellationToken) =>
        Reached().ClaimAsync(shard, baton, owner, cancellationToken);

    public ValueTask<IReadOnlyList<ShardRecord>> ReadShardsAsync(CancellationToken cancellationToken) =>
        Reached().ReadShardsAsync(cancellationToken);

    public ValueTask<IReadOnlyList<long>> AdvanceBatonsAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken) =>
        Reached().AdvanceBatonsAsync(shards, cancellationToken);

    public ValueTask<IReadOnlyList<EntityRecord>> ReadEntitiesAsync(int shard, CancellationToken cancellationToken) =>
        Reached().ReadEntitiesAsync(shard, cancellationToken);

    private IShardStore Reached() => cut ? throw new IOException("The line is cut.") : inner;
}
