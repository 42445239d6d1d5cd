using System.Threading.Channels;

namespace Fresnel.Clustering.Hosting;

/// <summary>A holder's way to keep a baton for longer than a broker lets a delivery stay open.</summary>
internal sealed class BatonRenewal(HostContext host, int shard, Channel<ShardSignal> signals)
{
    /// <summary>Gives the baton back to itself, so that the broker does not take a delivery as forgotten. The entities run on: they are guarded by the epoch.</summary>
    /// <returns>The baton again, or null where another node got it, or nobody gave it back in time.</returns>
    public async Task<ShardSignal.BatonCame?> RenewAsync(ShardSignal.BatonCame baton, long epoch)
    {
        using var grace = new CancellationTokenSource(host.Options.RenewGrace, host.Time);
        await baton.Delivery.GiveBackAsync(CancellationToken.None).ConfigureAwait(false);
        var put = new List<ShardSignal>();
        try
        {
            while (await signals.Reader.WaitToReadAsync(grace.Token).ConfigureAwait(false))
            {
                while (signals.Reader.TryRead(out var signal))
                {
                    if (signal is ShardSignal.BatonCame again) return again;
                    if (signal is ShardSignal.Fenced fenced && fenced.HeldEpoch == epoch) return null;
                    put.Add(signal);
                    if (signal is ShardSignal.BatonLost) return null;
                }
            }
        }
        catch (OperationCanceledException)
        {
            ClusteringLog.BatonLost(host.Logger, shard, "it did not come back after the renewal");
        }
        finally
        {
            foreach (var signal in put) signals.Writer.TryWrite(signal);
        }

        return null;
    }
}
