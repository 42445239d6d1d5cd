using Fresnel.Tests.Servers;

namespace Fresnel.Cluster.Faults.Tests.Support;

/// <summary>A node of a <see cref="RealCluster"/>: its process, which may be started again, and its links to the servers.</summary>
internal sealed class Member : IAsyncDisposable
{
    // Longer than a node lets its callers wait, so that a frozen node is noticed and a busy one is not given up.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(15);

    private readonly RealCluster cluster;

    public Member(RealCluster cluster, string name)
    {
        this.cluster = cluster;
        Name = name;
        Data = Path.Combine(cluster.Folder, name);
        Broker = CuttableLink.To(cluster.Broker.Port);
        Database = CuttableLink.To(cluster.Database.Port);
    }

    public string Name { get; }

    public string Data { get; }

    public CuttableLink Broker { get; }

    public CuttableLink Database { get; }

    public NodeProcess Process { get; private set; } = null!;

    public HttpClient Client => Process.Client;

    /// <summary>Marks of every process it ever was.</summary>
    public List<string> Markers { get; } = [];

    /// <summary>Starts it, or starts it again; callers find it when it is ready.</summary>
    public async Task StartAsync()
    {
        Launch();
        await ReadyAsync();
    }

    /// <summary>Starts its process; does not wait.</summary>
    public void Launch()
    {
        Process = NodeProcess.Launch(["node", "--name", Name, "--data", Data, "--port", "0"], cluster.SettingsThrough(Broker, Database));
        Markers.Add(Process.Marker);
    }

    public async Task ReadyAsync()
    {
        await Process.ReadyAsync(CallLimit);
        Client.DefaultRequestHeaders.Authorization = new("Bearer", ClusterHome.Token);
        cluster.Seat.Sit(Process);
    }

    public async Task KillAsync()
    {
        cluster.Seat.Leave(Process);
        await Process.KillAsync();
    }

    /// <summary>SIGTERM: it hands everything over, and goes.</summary>
    public async Task LeaveAsync()
    {
        cluster.Seat.Leave(Process);
        Process.Signal("TERM");
        Assert.Equal(0, await Process.ExitAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (Process is not null)
        {
            cluster.Seat.Leave(Process);
            Process.Signal("CONT"); // a frozen one could not end
            await Process.DisposeAsync();
        }

        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }
}
