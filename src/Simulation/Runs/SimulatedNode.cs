using System.Diagnostics.CodeAnalysis;
using Fresnel.Clustering;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Lighthouse;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Simulation.Journal;
using Fresnel.Simulation.Load;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Runs;

/// <summary>One incarnation of a node or a lighthouse in a simulated world: the real hosting, gateway, kernel and leading in a simulated process.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A process that is killed disposes of nothing.")]
internal sealed class SimulatedNode
{
    /// <summary>What the names of lighthouses begin with.</summary>
    public const string LighthouseName = "lighthouse-";

    private readonly CancellationTokenSource leading = new();
    private readonly World world;
    private Task led = Task.CompletedTask;

    public SimulatedNode(World world, string name, int incarnation, Plan plan)
    {
        this.world = world;
        Name = name;
        IsLighthouse = name.StartsWith(LighthouseName, StringComparison.Ordinal);
        Process = new SimulatedProcess(world.Agenda, $"{name}.{incarnation}");
        BrokerLine = new Line(world.Agenda, Process, world.Weather);
        DatabaseLine = new Line(world.Agenda, Process, world.Weather);
        var journal = new SimulatedJournal(world.Database, DatabaseLine);
        var random = new Random(world.Agenda.Draw(int.MaxValue));
        var loggers = new TraceLoggers(world.Trace, world.Agenda, Process.Name);
        var system = new ActorSystem(Process.Clock, loggers, new ActorSystemOptions { Random = random });
        Cluster = new ClusterNode(
            world.Broker.Seen(Process, BrokerLine),
            journal,
            journal,
            World.Codec,
            system,
            IsLighthouse ? [] :
            [
                new EntityKind
                {
                    Name = World.Kind,
                    Create = environment => new TallyActor(environment, OnRunning),
                    MustRun = static status => status == "enabled",
                    Options = new EntityOptions { SnapshotEvery = 7, PassivateAfter = TimeSpan.FromSeconds(8) },
                },
            ],
            new HostingOptions { Node = name, Shards = plan.Shards, SeedBatons = false, RenewEvery = plan.RenewEvery },
            loggers,
            random: random);
        if (IsLighthouse) Lighthouse = Cluster.Lead(journal, new LighthouseOptions());
    }

    /// <summary>The node's id, the same for every incarnation.</summary>
    public string Name { get; }

    public SimulatedProcess Process { get; }

    public Line BrokerLine { get; }

    public Line DatabaseLine { get; }

    public ClusterNode Cluster { get; }

    /// <summary>What it does as a lighthouse; null for a node.</summary>
    public LighthouseWork? Lighthouse { get; }

    /// <summary>Whether it is a lighthouse, which hosts nothing.</summary>
    public bool IsLighthouse { get; }

    public bool IsLeaving { get; private set; }

    /// <summary>Starts it.</summary>
    public void Start()
    {
        Cluster.Start();
        if (Lighthouse is not null) led = Lighthouse.RunAsync(leading.Token);
    }

    /// <summary>Leaves in good order; completes when it has left.</summary>
    public async Task LeaveAsync()
    {
        IsLeaving = true;
        await leading.CancelAsync().ConfigureAwait(false);
        await led.ConfigureAwait(false);
        await Cluster.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Mends its lines.</summary>
    public void Mend()
    {
        world.Broker.Mend(BrokerLine);
        DatabaseLine.Mend();
    }

    private void OnRunning(EntityEnvironment entity, bool runs) => world.Observer.OnRunning(Process, entity, runs);
}
