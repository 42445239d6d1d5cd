using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Sessions;

namespace Fresnel.Clustering.Rebalancing;

/// <summary>
/// Hands shards over to members that rank higher for them, once these have been up for the settling time, a few at a time.
/// Which of them gets the baton is the broker's matter.
/// </summary>
internal sealed class Rebalancer(HostContext host, IReadOnlyList<ShardAgent> agents)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken over)
    {
        var moving = new List<Task<bool>>();
        while (!over.IsCancellationRequested)
        {
            moving.RemoveAll(static move => move.IsCompleted);
            foreach (var agent in agents)
            {
                if (moving.Count >= (host.Members.MovesAtOnce ?? host.Options.MovesAtOnce)) break;
                if (agent.HeldEpoch == 0 || agent.IsMoving) continue;
                if (agent.FindHeir(host.Options.SettlingTime) is { } upSince) moving.Add(agent.HandOverAsync(upSince, over));
            }

            if (moving.Count == 0) await Pauses.WaitAsync(Every, host.Time, over).ConfigureAwait(false);
            else await Task.WhenAny(moving).ConfigureAwait(false);
        }

        await ((Task)Task.WhenAll(moving)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
