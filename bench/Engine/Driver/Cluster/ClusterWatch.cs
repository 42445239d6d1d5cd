using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Driver.Cluster;

/// <summary>Compares what the processes of a cluster see of it.</summary>
internal static class ClusterWatch
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Why the places are not one cluster; null where they are: every process sees exactly them, all up and reachable.</summary>
    /// <param name="seats">The places that should be members.</param>
    public static async Task<string?> FindDisagreementAsync(IReadOnlyList<HostSeat> seats)
    {
        var sights = await Task.WhenAll(
            seats.Select(async seat => (Seat: seat, (await seat.Client.TryAskAsync(HostOperation.Members, Patience))?.Cluster)));
        return Compare([.. sights.Select(sight => (sight.Seat.Name, sight.Cluster))]);
    }

    /// <summary>Why sights are not those of one cluster of exactly their processes; null where they are.</summary>
    /// <param name="sights">What each process sees; null where it does not answer.</param>
    public static string? Compare(IReadOnlyList<(string Name, ClusterSight? Sight)> sights)
    {
        foreach (var (name, sight) in sights)
        {
            if (sight is null) return $"{name} does not answer";
        }

        var all = sights.Select(sight => $"{sight.Sight!.Self}#{sight.Sight.Uid}").Order(StringComparer.Ordinal).ToArray();
        foreach (var (name, sight) in sights)
        {
            var members = sight!.Members.Select(member => $"{member.Address}#{member.Uid}").Order(StringComparer.Ordinal).ToArray();
            if (!members.SequenceEqual(all)) return $"{name} sees {string.Join(", ", members)} in place of {string.Join(", ", all)}";
            if (sight.Members.FirstOrDefault(member => member.Status != "Up") is { } other)
                return $"{name} sees {other.Address} as {other.Status}";
            if (sight.Members.FirstOrDefault(member => !member.Reachable) is { } lost) return $"{name} sees {lost.Address} as unreachable";
            if (sight.Leader != sights[0].Sight!.Leader)
                return $"{name} sees {sight.Leader} as leader in place of {sights[0].Sight!.Leader}";
        }

        return null;
    }

    /// <summary>Waits until the places are one cluster.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">They are not after 90 s.</exception>
    public static async Task<TimeSpan> WaitAgreedAsync(
        EngineCluster cluster, IReadOnlyList<HostSeat> seats, CancellationToken cancellationToken)
    {
        var began = cluster.Clock.Now;
        while (await FindDisagreementAsync(seats) is { } why)
        {
            if (cluster.Clock.Now - began > Limit)
            {
                var exits = string.Join(", ", cluster.Exits.Select(exit => $"{exit.Seat} {exit.Code}"));
                throw new TimeoutException($"no one cluster after {Limit.TotalSeconds:0} s: {why}; exits: {exits}");
            }

            await Task.Delay(Look, cluster.Clock.Time, cancellationToken);
        }

        return cluster.Clock.Now - began;
    }
}
