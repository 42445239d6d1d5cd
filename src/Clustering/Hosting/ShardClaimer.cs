using Fresnel.Clustering.Sessions;

namespace Fresnel.Clustering.Hosting;

/// <summary>Claims a shard in the journal, and notices when somebody else keeps doing so.</summary>
internal sealed class ShardClaimer(HostContext host, int shard)
{
    private static readonly TimeSpan FencedTooOftenWithin = TimeSpan.FromMinutes(1);
    private const int FencedTooOften = 3;

    private readonly Queue<long> fencings = new();

    /// <summary>Claims the shard, again and again while the journal does not answer.</summary>
    /// <returns>The claim, or null where there is no more reason to try.</returns>
    public async Task<Claim?> ClaimAsync(long generation, CancellationToken halt)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        while (!halt.IsCancellationRequested)
        {
            try
            {
                // Not waited for beyond the halt, whatever the journal does: a claim that comes about later fences an owner, who claims again.
                return new Claim(await host.Shards.ClaimAsync(shard, generation, host.Owner, halt).AsTask().WaitAsync(halt).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (halt.IsCancellationRequested)
            {
                return null;
            }
#pragma warning disable CA1031 // An edge: whatever the journal's trouble is, the baton is here and the claim is tried again.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                ClusteringLog.ClaimFailed(host.Logger, shard, fault.Message);
            }

            await Pauses.WaitAsync(pause, host.Time, halt).ConfigureAwait(false);
            pause = pause * 2 < host.Options.ReconnectPause ? pause * 2 : host.Options.ReconnectPause;
        }

        return null;
    }

    /// <summary>Counts a fencing; true where there have been several within a minute, as by a second baton.</summary>
    public bool IsFencedTooOften()
    {
        fencings.Enqueue(host.Time.GetTimestamp());
        while (host.Time.GetElapsedTime(fencings.Peek()) > FencedTooOftenWithin) fencings.Dequeue();
        if (fencings.Count < FencedTooOften) return false;
        fencings.Clear();
        return true;
    }

    /// <summary>How a claim ended.</summary>
    /// <param name="Epoch">The new epoch; null where the baton is of an old generation.</param>
    internal readonly record struct Claim(long? Epoch);
}
