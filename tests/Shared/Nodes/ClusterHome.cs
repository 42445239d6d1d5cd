using Fresnel.LocalCluster.Postgres;
using Fresnel.LocalCluster.RabbitMq;

namespace Fresnel.Tests.Nodes;

/// <summary>A lighthouse and nodes of a cluster, real processes in a folder of their own, on RabbitMQ and PostgreSQL; gone with the test.</summary>
public abstract class ClusterHome(ClusterServers servers) : IAsyncLifetime
{
    internal const string Token = "a-token-that-a-cluster-shares";

    private readonly List<NodeProcess> processes = [];

    internal string Folder { get; } = TestPlaces.NewFolder();

    internal LocalRabbitMq Broker => servers.Broker;

    internal LocalPostgres Database => servers.Database;

    /// <summary>The ways to the cluster's places on them, with passwords.</summary>
    internal Uri BrokerUri { get; private set; } = null!;

    internal Uri DatabaseUri { get; private set; } = null!;

    internal NodeProcess Lighthouse { get; private set; } = null!;

    /// <summary>What a process of the cluster has in its environment: addresses with passwords, the token.</summary>
    internal Dictionary<string, string> Settings => new()
    {
        ["FRESNEL__Cluster__Broker"] = BrokerUri.AbsoluteUri,
        ["FRESNEL__Cluster__Database"] = DatabaseUri.AbsoluteUri,
        ["FRESNEL__Api__Token"] = Token,
    };

    public virtual async Task InitializeAsync()
    {
        (BrokerUri, DatabaseUri) = await servers.AddPlaceAsync();
        Lighthouse = await StartAsync(NodeProcess.LaunchProgram(TestPlaces.ProgramOf("Lighthouse"), ["lighthouse", "--data", Path.Combine(Folder, "lighthouse"), "--port", "0"], Settings));
    }

    public virtual async Task DisposeAsync()
    {
        await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
        if (BrokerUri is not null) await servers.DeletePlaceAsync(BrokerUri, DatabaseUri);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts a node and waits until it is ready.</summary>
    internal Task<NodeProcess> StartNodeAsync(string name, params string[] more) => StartAsync(LaunchNode(name, more));

    /// <summary>Starts a node; does not wait.</summary>
    internal NodeProcess LaunchNode(string name, params string[] more) =>
        NodeProcess.Launch(["node", "--name", name, "--data", Path.Combine(Folder, name), "--port", "0", .. more], Settings);

    private async Task<NodeProcess> StartAsync(NodeProcess process)
    {
        processes.Add(process);
        await process.ReadyAsync();
        process.Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return process;
    }
}
