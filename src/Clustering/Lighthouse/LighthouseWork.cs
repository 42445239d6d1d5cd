using System.Collections.Concurrent;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Members;
using Fresnel.Clustering.Sessions;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Clustering.Lighthouse;

/// <summary>
/// What a lighthouse does while it leads: makes the queues and the first batons, makes lost batons anew, says how fast shards
/// may move, strikes members. Without any, what runs goes on and failover works.
/// </summary>
public sealed class LighthouseWork
{
    private readonly HostContext host;
    private readonly BrokerLink link;
    private readonly MemberAnnouncer announcer;
    private readonly ClusterControl control;
    private readonly LighthouseOptions options;
    private readonly LighthouseLease lease;
    private BrokerSession? declared;
    private readonly ConcurrentDictionary<int, long> seededAt = new();
    private long leadsSince;

    internal LighthouseWork(HostContext host, BrokerLink link, MemberAnnouncer announcer, ClusterControl control, ILeaseStore leases, LighthouseOptions options)
    {
        this.host = host;
        this.link = link;
        this.announcer = announcer;
        this.control = control;
        this.options = options;
        lease = new LighthouseLease(host, leases, options);
    }

    /// <summary>Whether this lighthouse leads.</summary>
    public bool Leads => lease.IsHeld;

    /// <summary>The lease as it was last read, or null.</summary>
    public LeaseRecord? Lease => lease.Current;

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var leasing = lease.RunAsync(stop);
        var led = false;
        while (!stop.IsCancellationRequested)
        {
            if (lease.IsHeld)
            {
                if (!led) leadsSince = host.Time.GetTimestamp();
                await RoundAsync(stop).ConfigureAwait(false);
            }

            led = lease.IsHeld;
            await Pauses.WaitAsync(options.RoundEvery, host.Time, stop).ConfigureAwait(false);
        }

        await leasing.ConfigureAwait(false);
    }

    /// <summary>
    /// Strikes a member: it is told to stop at once, everybody forgets it, and the shards that are its own by announcement or by the
    /// journal get new batons, which voids those it may still hold.
    /// </summary>
    /// <returns>False where this lighthouse does not lead, is not connected, or knows no such member.</returns>
    public async Task<bool> DownAsync(string member)
    {
        if (!lease.IsHeld || link.Current is not { } session || host.Members.Find(member) is not { } known) return false;
        try
        {
            await control.SendAsync(member, new ControlMessage(ControlMessage.Down), session.Ended).ConfigureAwait(false);
            var struck = new MemberNews.Struck(member, known.Incarnation);
            var records = await host.Shards.ReadShardsAsync(session.Ended).ConfigureAwait(false);
            int[] shards = [.. records.Where(shard => shard.Owner == known.Incarnation).Select(static shard => shard.Number)];
            host.Members.Hear(struck);
            await announcer.SayAsync(struck, session.Ended).ConfigureAwait(false);
            ClusteringLog.MemberStruck(host.Logger, member, shards.Length);
            if (shards.Length > 0) await SeedAsync(session, shards, session.Ended).ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // An edge: whoever asked asks again; a struck member whose shards were not seeded is found by the rounds.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            ClusteringLog.RoundFailed(host.Logger, fault.Message);
            return false;
        }
    }

    private async Task RoundAsync(CancellationToken stop)
    {
        if (link.Current is not { } session) return;
        try
        {
            if (declared != session)
            {
                await new BatonSeeder(host, session).DeclareAsync(stop).ConfigureAwait(false);
                declared = session;
            }

            await announcer.SayAsync(Pace(), stop).ConfigureAwait(false);
            host.Members.Hear(Pace());
            var missing = await FindMissingAsync(session, stop).ConfigureAwait(false);
            if (missing.Count > 0 && lease.IsHeld) await SeedAsync(session, missing, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || session.Ended.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // An edge: whatever the broker's or journal's trouble is, the next round comes.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            ClusteringLog.RoundFailed(host.Logger, fault.Message);
        }
    }

    private MemberNews.Paced Pace() => new(host.Options.Node, lease.Current?.Epoch ?? 0, options.MovesAtOnce);

    /// <summary>Shards that never had a baton; and those whose queue is empty and that nobody has announced for long enough, as far as this leader has listened.</summary>
    private async Task<IReadOnlyList<int>> FindMissingAsync(BrokerSession session, CancellationToken stop)
    {
        var missing = new List<int>();
        var waited = host.Time.GetElapsedTime(leadsSince);
        var lost = 0;
        foreach (var shard in await host.Shards.ReadShardsAsync(stop).ConfigureAwait(false))
        {
            if (shard.Baton == 0)
            {
                missing.Add(shard.Number);
            }
            else if (waited >= options.ReseedAfter && host.Members.UnannouncedFor(shard.Number) >= options.ReseedAfter && !WasSeededLately(shard.Number))
            {
                var depth = await session.Consuming.InspectAsync(Topology.Baton(shard.Number).Name, stop).ConfigureAwait(false);
                if (depth.Ready > 0) continue;
                missing.Add(shard.Number);
                lost++;
            }
        }

        if (lost > 0) ClusteringLog.BatonsMissing(host.Logger, lost, options.ReseedAfter);
        return missing;
    }

    // A new baton has as long to be found as the old one had to be missed.
    private bool WasSeededLately(int shard) => seededAt.TryGetValue(shard, out var at) && host.Time.GetElapsedTime(at) < options.ReseedAfter;

    private async Task SeedAsync(BrokerSession session, IReadOnlyList<int> shards, CancellationToken stop)
    {
        await new BatonSeeder(host, session).SeedAsync(shards, stop).ConfigureAwait(false);
        foreach (var shard in shards) seededAt[shard] = host.Time.GetTimestamp();
        await announcer.SayAsync(new MemberNews.Seeded(host.Options.Node, shards), stop).ConfigureAwait(false); // heard here as everywhere
    }
}
