using Fresnel.Servers.Postgres;
using Fresnel.Servers.Processes;
using Fresnel.Servers.RabbitMq;

namespace Fresnel.Tests.Nodes;

/// <summary>RabbitMQ, PostgreSQL, a lighthouse and nodes of a cluster, all real processes in a folder of their own; gone with the test.</summary>
public abstract class ClusterHome : IAsyncLifetime
{
    internal const string Token = "a-token-that-a-cluster-shares";

    private readonly List<NodeProcess> processes = [];

    // Apart: where the tests are root's, the server is another user, whom root's folders are closed to.
    private readonly string databaseFolder = Directory.CreateTempSubdirectory("fresnel-postgres-").FullName;

    internal string Folder { get; } = TestPlaces.NewFolder();

    internal LocalRabbitMq Broker { get; private set; } = null!;

    internal LocalPostgres Database { get; private set; } = null!;

    internal NodeProcess Lighthouse { get; private set; } = null!;

    /// <summary>What a process of the cluster has in its environment: addresses with passwords, the token.</summary>
    internal Dictionary<string, string> Settings => new()
    {
        ["FRESNEL__Cluster__Broker"] = Broker.Uri.AbsoluteUri,
        ["FRESNEL__Cluster__Database"] = Database.Uri.AbsoluteUri,
        ["FRESNEL__Api__Token"] = Token,
    };

    public virtual async Task InitializeAsync()
    {
        var broker = LocalRabbitMq.StartAsync(Path.Combine(Folder, "rabbitmq"), ServerLifetime.WithStarter, CancellationToken.None);
        Database = await LocalPostgres.StartAsync(databaseFolder, ServerLifetime.WithStarter, CancellationToken.None);
        Broker = await broker;
        Lighthouse = await StartAsync(NodeProcess.LaunchProgram(TestPlaces.ProgramOf("Lighthouse"), ["lighthouse", "--data", Path.Combine(Folder, "lighthouse"), "--port", "0"], Settings));
    }

    public virtual async Task DisposeAsync()
    {
        await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
        if (Broker is not null) await Broker.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
        Directory.Delete(databaseFolder, recursive: true);
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
