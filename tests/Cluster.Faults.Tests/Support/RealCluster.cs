using Fresnel.Faults.Tests.Load;
using Fresnel.Tests.Servers;

namespace Fresnel.Cluster.Faults.Tests.Support;

/// <summary>A cluster whose nodes can be killed, frozen and cut off, one by one.</summary>
internal sealed class RealCluster : ClusterHome, IAsyncDisposable
{
    private readonly List<Member> members = [];

    private RealCluster(ClusterServers servers)
        : base(servers)
    {
    }

    public IReadOnlyList<Member> Members => members;

    /// <summary>Nodes that callers may ask.</summary>
    public NodeSeat Seat { get; } = new();

    /// <summary>Starts everything, and waits until each node has its share.</summary>
    public static async Task<RealCluster> StartAsync(ClusterServers servers, int nodes)
    {
        var cluster = new RealCluster(servers);
        try
        {
            await cluster.InitializeAsync();
            for (var i = 1; i <= nodes; i++) cluster.members.Add(new Member(cluster, $"node-{i}"));
            await Task.WhenAll(cluster.members.Select(member => member.StartAsync()));
            await ClusterState.SettledAsync(cluster);
            return cluster;
        }
        catch
        {
            await ((IAsyncDisposable)cluster).DisposeAsync();
            throw;
        }
    }

    /// <summary>Settings of a node whose ways to the servers can be cut.</summary>
    public Dictionary<string, string> SettingsThrough(CuttableLink broker, CuttableLink database)
    {
        var settings = Settings;
        settings["FRESNEL__Cluster__Broker"] = new UriBuilder(BrokerUri) { Port = broker.Port }.Uri.AbsoluteUri;
        settings["FRESNEL__Cluster__Database"] = new UriBuilder(DatabaseUri) { Port = database.Port }.Uri.AbsoluteUri;
        return settings;
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await Task.WhenAll(members.Select(member => member.DisposeAsync().AsTask()));
        await DisposeAsync();
    }
}
