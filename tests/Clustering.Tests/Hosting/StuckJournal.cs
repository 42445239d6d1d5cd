using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Clustering.Tests.Hosting;

/// <summary>A journal whose calls can be made to hang: nothing fails, and nothing comes back.</summary>
public sealed class StuckJournal(IEntityStore entityStore, IShardStore shardStore) : IEntityStore, IShardStore
{
    private readonly TaskCompletionSource freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool claims;
    private volatile bool all;
    private volatile bool deaf;
    private int waiting;

    /// <summary>Calls that hang now.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>From now on claims hang, and do not hear that nobody waits for them any more.</summary>
    public void StickAtClaims() => (deaf, claims) = (true, true);

    /// <summary>From now on every call hangs but for what reads a stream or keeps a snapshot.</summary>
    public void Stick() => all = true;

    /// <summary>Everything goes on, what hangs too.</summary>
    public void Free()
    {
        (claims, all) = (false, false);
        freed.TrySetResult();
    }

    public async ValueTask<long?> ClaimAsync(int shard, long baton, string owner, CancellationToken cancellationToken)
    {
        var late = claims || all;
        if (late) await HangAsync(cancellationToken);
        return await shardStore.ClaimAsync(shard, baton, owner, late ? default : cancellationToken);
    }

    public async ValueTask<IReadOnlyList<ShardRecord>> ReadShardsAsync(CancellationToken cancellationToken)
    {
        if (all) await HangAsync(cancellationToken);
        return await shardStore.ReadShardsAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<long>> AdvanceBatonsAsync(IReadOnlyList<int> shards, CancellationToken cancellationToken)
    {
        if (all) await HangAsync(cancellationToken);
        return await shardStore.AdvanceBatonsAsync(shards, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<EntityRecord>> ReadEntitiesAsync(int shard, CancellationToken cancellationToken)
    {
        if (all) await HangAsync(cancellationToken);
        return await shardStore.ReadEntitiesAsync(shard, cancellationToken);
    }

    public async ValueTask<AppendOutcome> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        if (all) await HangAsync(cancellationToken);
        return await entityStore.AppendAsync(append, cancellationToken);
    }

    public async ValueTask<EncodedMessage?> FindReplyAsync(StreamKey stream, string commandId, CancellationToken cancellationToken)
    {
        if (all) await HangAsync(cancellationToken);
        return await entityStore.FindReplyAsync(stream, commandId, cancellationToken);
    }

    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(StreamKey stream, long afterSeq, CancellationToken cancellationToken) =>
        entityStore.ReadStreamAsync(stream, afterSeq, cancellationToken);

    public async ValueTask<StoredSnapshot?> FindSnapshotAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        if (all) await HangAsync(cancellationToken);
        return await entityStore.FindSnapshotAsync(stream, cancellationToken);
    }

    public ValueTask SaveSnapshotAsync(StreamKey stream, StoredSnapshot snapshot, CancellationToken cancellationToken) =>
        entityStore.SaveSnapshotAsync(stream, snapshot, cancellationToken);

    private async Task HangAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            await (deaf ? freed.Task : freed.Task.WaitAsync(cancellationToken));
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
