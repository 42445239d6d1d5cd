using System.Collections.Concurrent;
using System.Globalization;
using Fresnel.Engine.Driver.Database;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Driver.Machine;
using Fresnel.Engine.Driver.Network;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Driver.Cluster;

/// <summary>A real cluster of processes on this machine, with a PostgreSQL of its own. It ends with this process.</summary>
internal sealed class EngineCluster : IAsyncDisposable
{
    private readonly List<HostSeat> seats = [];
    private readonly ConcurrentQueue<HostExit> exits = new();
    private readonly ClusterPlan plan;
    private readonly RunFolder folder;

    private EngineCluster(ClusterPlan plan, RunFolder folder, ClusterDatabase database, IClusterNetwork network, RunClock clock)
    {
        (this.plan, this.folder, Database, Network, Clock) = (plan, folder, database, network, clock);
        Gateways = new GatewayChoice(() => [.. Nodes.Select(seat => seat.Client)]);
    }

    /// <summary>PostgreSQL.</summary>
    public ClusterDatabase Database { get; }

    /// <summary>The network between members.</summary>
    public IClusterNetwork Network { get; }

    /// <summary>The run's clock.</summary>
    public RunClock Clock { get; }

    /// <summary>Where commands are sent: the nodes.</summary>
    public GatewayChoice Gateways { get; }

    /// <summary>All places, in the order of making.</summary>
    public IReadOnlyList<HostSeat> Seats
    {
        get
        {
            lock (seats) return [.. seats];
        }
    }

    /// <summary>The places of nodes.</summary>
    public IReadOnlyList<HostSeat> Nodes => [.. Seats.Where(seat => seat.Role is HostRole.Node)];

    /// <summary>The places of lighthouses.</summary>
    public IReadOnlyList<HostSeat> Lighthouses => [.. Seats.Where(seat => seat.Role is HostRole.Lighthouse)];

    /// <summary>The processes that ended.</summary>
    public IReadOnlyCollection<HostExit> Exits => exits;

    /// <summary>Starts servers and processes, and waits until all are one cluster.</summary>
    /// <param name="plan">What it is made of.</param>
    /// <param name="folder">Where it keeps its data, sockets and logs.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<EngineCluster> StartAsync(
        ClusterPlan plan, RunFolder folder, RunClock clock, CancellationToken cancellationToken)
    {
        var database = await ClusterDatabase.StartAsync(folder, cancellationToken);
        IClusterNetwork network = plan.Namespaces ? await NamespaceNetwork.CreateAsync() : new LoopbackNetwork();
        var cluster = new EngineCluster(plan, folder, database, network, clock);
        try
        {
            await cluster.StartAllAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The place of a name.</summary>
    public HostSeat Seat(string name) => Seats.First(seat => seat.Name == name);

    /// <summary>Makes a place without starting a process in it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="role">Node or lighthouse.</param>
    public async Task<HostSeat> AddAsync(string name, HostRole role)
    {
        var place = await Network.AddAsync(name);
        var start = new HostStart(
            name,
            role,
            place,
            plan.Program ?? HostProgram.Find(),
            folder.File($"{name}.sock"),
            folder.File($"{name}.log"),
            Database.ConnectionStringOf(name, plan.Relays || plan.Namespaces),
            folder.Folder($"data-{name}"),
            plan.Arguments);
        var seat = new HostSeat(start, Clock, exits);
        lock (seats) seats.Add(seat);
        return seat;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Seats.Select(seat => seat.DisposeAsync().AsTask()));
        await Database.DisposeAsync();
        await Network.DisposeAsync();
    }

    private async Task StartAllAsync(CancellationToken cancellationToken)
    {
        for (var i = 1; i <= plan.Lighthouses; i++) await AddAsync(Name('l', i), HostRole.Lighthouse);
        for (var i = 1; i <= plan.Nodes; i++) await AddAsync(Name('n', i), HostRole.Node);
        var first = plan.NodesFirst ? Nodes : Lighthouses;
        foreach (var seat in first) await seat.StartAsync();
        if (first.Count > 0) await ClusterWatch.WaitAgreedAsync(this, first, cancellationToken);
        foreach (var seat in Seats) await seat.StartAsync();
        await ClusterWatch.WaitAgreedAsync(this, Seats, cancellationToken);
    }

    private static string Name(char kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number}");
}
