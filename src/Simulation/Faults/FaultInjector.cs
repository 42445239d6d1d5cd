using Fresnel.Clustering;
using Fresnel.Clustering.Hosting;
using Fresnel.Simulation.Runs;

namespace Fresnel.Simulation.Faults;

/// <summary>Does harm to a world, at moments and in ways drawn from its seed, until it is told to stop.</summary>
internal sealed class FaultInjector(World world, Plan plan)
{
    private readonly SortedDictionary<FaultKind, int> injected = [];
    private bool stopped;

    /// <summary>How often each kind of fault was injected.</summary>
    public IReadOnlyDictionary<FaultKind, int> Injected => injected;

    /// <summary>Begins.</summary>
    public void Start() => world.Agenda.After(world.Agenda.Between(TimeSpan.FromSeconds(0.2), plan.FaultEvery), Next);

    /// <summary>No more faults; those that last are ended.</summary>
    public void Stop()
    {
        stopped = true;
        world.Weather.SlowShare = world.Weather.DuplicateShare = world.Weather.LostAnswerShare = 0;
        world.Broker.Restart();
        world.Broker.Block(false);
        world.Database.Restart();
        foreach (var node in world.All)
        {
            node.Mend();
            node.Process.Resume();
        }

        foreach (var node in world.All.Where(static n => n.Process.IsDead).ToArray()) world.StartNode(node.Name);
    }

    /// <summary>Does what whoever runs a node does when its part in the cluster is ended from outside: it goes, and is started again.</summary>
    public async Task WatchAsync(SimulatedNode node)
    {
        var dismissal = await node.Cluster.Dismissed.ConfigureAwait(false);
        world.Trace.Note(world.Agenda, node.Process.Name, "dismissed", dismissal.Reason.ToString());
        if (!node.IsLeaving) await LeaveAsync(node).ConfigureAwait(false);
    }

    private void Next()
    {
        if (stopped) return;
        var kind = plan.Faults[world.Agenda.Draw(plan.Faults.Count)];
        if (Inject(kind))
        {
            injected[kind] = injected.GetValueOrDefault(kind) + 1;
            world.Trace.Note(world.Agenda, "fault", kind.ToString());
        }

        Start();
    }

    /// <summary>Does it; false where it has no object now.</summary>
    private bool Inject(FaultKind kind)
    {
        var agenda = world.Agenda;
        var shard = agenda.Draw(plan.Shards);
        switch (kind)
        {
            case FaultKind.KillAll:
                var all = world.All.Where(static n => !n.Process.IsDead).ToArray();
                foreach (var node in all) Kill(node);
                return all.Length > 0;
            case FaultKind.BrokerCrash when !world.Broker.IsDown:
                world.Broker.Crash();
                Later(1, 15, world.Broker.Restart);
                return true;
            case FaultKind.BrokerBlocked when !world.Broker.IsBlocked && !world.Broker.IsDown:
                world.Broker.Block(true);
                Later(0.5, 12, () => world.Broker.Block(false));
                return true;
            case FaultKind.DatabaseCrash when !world.Database.IsDown:
                world.Database.Crash();
                Later(0.5, 15, world.Database.Restart);
                return true;
            case FaultKind.LostAnswers:
                world.Weather.LostAnswerShare = 0.1 + (agenda.Draw(50) / 100.0);
                Later(1, 10, () => world.Weather.LostAnswerShare = 0);
                return true;
            case FaultKind.Duplicates:
                world.Weather.DuplicateShare = 0.1 + (agenda.Draw(60) / 100.0);
                Later(2, 20, () => world.Weather.DuplicateShare = 0);
                return true;
            case FaultKind.SlowMessages:
                world.Weather.SlowShare = 0.05 + (agenda.Draw(30) / 100.0);
                world.Weather.SlowLatency = agenda.Seconds(0.05, 4);
                Later(2, 20, () => world.Weather.SlowShare = 0);
                return true;
            case FaultKind.LostBaton:
                world.Broker.Lose(Topology.Baton(shard));
                return true;
            case FaultKind.DoubledBaton:
                world.Broker.Put(BatonMessage.Make(shard, world.Database.Contents.Shards[shard].Baton));
                return true;
            case FaultKind.OldBaton:
                world.Broker.Put(BatonMessage.Make(shard, agenda.Draw((int)world.Database.Contents.Shards[shard].Baton)));
                return true;
            case FaultKind.Add when world.Nodes.Count < plan.Nodes + 2:
                world.StartNode($"n{world.Nodes.Count + 1}");
                return true;
            default:
                return PickVictim() is { } picked && InjectInto(picked, kind, shard);
        }
    }

    private bool InjectInto(SimulatedNode node, FaultKind kind, int shard)
    {
        var agenda = world.Agenda;
        switch (kind)
        {
            case FaultKind.Kill:
                Kill(node);
                return true;
            case FaultKind.Pause when !node.Process.IsPaused:
                node.Process.Pause();
                world.Broker.Paused(node.BrokerLine);
                Later(0.3, agenda.Chance(0.5) ? 3 : 30, node.Process.Resume);
                return true;
            case FaultKind.CutFromBroker or FaultKind.CutFromBoth when !node.BrokerLine.IsCut:
                world.Broker.Cut(node.BrokerLine);
                if (kind is FaultKind.CutFromBoth) node.DatabaseLine.Cut();
                Later(0.3, agenda.Chance(0.5) ? 5 : 30, () => world.Mend(node));
                return true;
            case FaultKind.CutFromDatabase when !node.DatabaseLine.IsCut:
                node.DatabaseLine.Cut();
                Later(0.3, agenda.Chance(0.5) ? 5 : 30, node.DatabaseLine.Mend);
                return true;
            case FaultKind.Sever:
                world.Broker.Sever(node.BrokerLine);
                return true;
            case FaultKind.HandOver:
                _ = node.Cluster.HandOverAsync(shard, default).AsTask();
                return true;
            case FaultKind.Strike when world.Lighthouses.Find(static l => !l.Process.IsDead && l.Lighthouse!.Leads) is { } leader:
                _ = leader.Lighthouse!.DownAsync(node.Name);
                return true;
            case FaultKind.Leave when !node.IsLeaving:
                _ = LeaveAsync(node);
                return true;
            default:
                return false;
        }
    }

    private SimulatedNode? PickVictim()
    {
        if (!world.Agenda.Chance(0.2)) return world.PickNode();
        var alive = world.Lighthouses.Where(static n => !n.Process.IsDead && !n.IsLeaving).ToArray();
        return alive.Length == 0 ? null : alive[world.Agenda.Draw(alive.Length)];
    }

    private void Kill(SimulatedNode node)
    {
        node.Process.Kill();
        Later(0.1, world.Agenda.Chance(0.5) ? 2 : 20, () => world.StartNode(node.Name));
    }

    private async Task LeaveAsync(SimulatedNode node)
    {
        try
        {
            await node.LeaveAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // An edge: whatever is thrown is a finding.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            world.Observer.Break("run", "a node leaves without an exception", failure.ToString());
        }

        Kill(node);
    }

    private void Later(double least, double most, Action action) => world.Agenda.After(world.Agenda.Seconds(least, most), action);
}
