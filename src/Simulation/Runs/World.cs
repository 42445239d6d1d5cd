using Fresnel.Journal.Codec;
using Fresnel.Messages.Wire;
using Fresnel.Simulation.Broker;
using Fresnel.Simulation.Checks;
using Fresnel.Simulation.Clock;
using Fresnel.Simulation.Faults;
using Fresnel.Simulation.Journal;
using Fresnel.Simulation.Load;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Runs;

/// <summary>A simulated world: a broker, a database, nodes, callers, and what happens to them, all drawn from one seed.</summary>
internal sealed class World
{
    /// <summary>The kind of its entities.</summary>
    public const string Kind = "tally";

    private const long MostSteps = 5_000_000;

    private readonly Plan plan;
    private readonly FaultInjector faults;
    private readonly List<Caller> callers = [];
    private readonly int seed;
    private int incarnations;

    public World(int seed, TextWriter? lines = null)
    {
        this.seed = seed;
        Agenda = new Agenda(seed);
        Clock = new SimulatedClock(Agenda);
        Trace = new Trace(lines);
        plan = Plan.Draw(Agenda);
        Observer = new Observer(Agenda, Trace, Codec, plan.Shards);
        Broker = new SimulatedBroker(Agenda, Weather, Trace);
        Database = new SimulatedDatabase(Agenda, Weather, Trace, plan.Shards, Observer);
        faults = new FaultInjector(this, plan);
    }

    /// <summary>Of everything that travels.</summary>
    public static KernelCodec Codec { get; } = new(new WireCodec(typeof(World).Assembly));

    public Agenda Agenda { get; }

    /// <summary>The clock of whoever nothing stops.</summary>
    public SimulatedClock Clock { get; }

    public Weather Weather { get; } = new();

    public Trace Trace { get; }

    public Observer Observer { get; }

    public SimulatedBroker Broker { get; }

    public SimulatedDatabase Database { get; }

    /// <summary>The newest incarnation of each node, by the order of their first.</summary>
    public List<SimulatedNode> Nodes { get; } = [];

    /// <summary>The newest incarnation of each lighthouse.</summary>
    public List<SimulatedNode> Lighthouses { get; } = [];

    /// <summary>Nodes and lighthouses.</summary>
    public IEnumerable<SimulatedNode> All => Nodes.Concat(Lighthouses);

    /// <summary>Runs the world to its end, or until a promise is found broken.</summary>
    public async Task<SeedResult> RunAsync()
    {
        for (var i = 1; i <= plan.Lighthouses; i++) StartNode($"{SimulatedNode.LighthouseName}{i}");
        for (var i = 1; i <= plan.Nodes; i++) StartNode($"n{i}");
        for (var i = 0; i < plan.Callers; i++) callers.Add(new Caller(this, plan, i));
        var calling = Task.WhenAll(callers.Select(static c => c.RunAsync()));
        faults.Start();
        try
        {
            await DriveAsync(plan.Faulty).ConfigureAwait(false);
            faults.Stop();
            await DriveAsync(plan.Faulty + plan.Rest).ConfigureAwait(false);
            if (Observer.Violation is null) CheckRest(calling);
        }
        catch (InvalidOperationException failure)
        {
            Observer.Break("run", "a world goes on to its end", failure.Message);
        }

        return new SeedResult
        {
            Seed = seed,
            Hash = Trace.Hash,
            Steps = Trace.Count,
            Commands = callers.Sum(static c => c.Answered),
            Attempts = callers.Sum(static c => c.Attempts),
            Events = Database.Contents.Events.Count,
            Faults = faults.Injected,
            Violation = Observer.Violation,
        };
    }

    /// <summary>Starts a node or a lighthouse, unless it runs.</summary>
    public void StartNode(string name)
    {
        var all = name.StartsWith(SimulatedNode.LighthouseName, StringComparison.Ordinal) ? Lighthouses : Nodes;
        var at = all.FindIndex(n => n.Name == name);
        if (at >= 0 && !all[at].Process.IsDead) return;
        var node = new SimulatedNode(this, name, ++incarnations, plan);
        if (at < 0) all.Add(node);
        else all[at] = node;
        Trace.Note(Agenda, node.Process.Name, "start");
        node.Start();
        _ = faults.WatchAsync(node);
    }

    /// <summary>A node that lives and stays; null where there is none.</summary>
    public SimulatedNode? PickNode()
    {
        var alive = Nodes.Where(static n => !n.Process.IsDead && !n.IsLeaving).ToArray();
        return alive.Length == 0 ? null : alive[Agenda.Draw(alive.Length)];
    }

    /// <summary>Mends the lines of a node.</summary>
    public void Mend(SimulatedNode node)
    {
        Trace.Note(Agenda, node.Process.Name, "mended");
        node.Mend();
    }

    private async Task DriveAsync(TimeSpan until)
    {
        for (var steps = 0L; Observer.Violation is null && Agenda.Take(until) is { } entry; steps++)
        {
            if (steps > MostSteps) throw new InvalidOperationException($"More than {MostSteps} things happened before {until}: it does not come to an end.");
            entry.Happen();
            await OneThread.QuietAsync().ConfigureAwait(false);
        }
    }

    private void CheckRest(Task calling)
    {
        if (!calling.IsCompletedSuccessfully)
        {
            Observer.Break(
                "I6",
                $"{plan.Rest.TotalSeconds:0} s after the last fault every command is answered",
                calling.IsFaulted ? calling.Exception!.InnerException!.ToString() : $"no answer to {string.Join(", ", callers.Where(static c => c.Waiting is not null).Select(static c => c.Waiting))}");
        }

        Observer.CheckRest(
            Database.Contents,
            Nodes.Where(static n => !n.Process.IsDead).ToDictionary(static n => n.Cluster.Owner, static n => n.Cluster.Status.ShardsOwned, StringComparer.Ordinal));
    }
}
