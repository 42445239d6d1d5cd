using Akka.Hosting;
using Fresnel.Entities.Formation;
using Fresnel.Tests.Models;
using Fresnel.Tests.Servers;

namespace Fresnel.Formation.Tests.Support;

/// <summary>Nodes of this process that share a database and a certificate authority. They end with it.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<TestNode> nodes = [];
    private readonly List<CuttableLink> links = [];
    private readonly PostgresServer server;
    private readonly string address;

    private TestCluster(PostgresServer server, string address)
    {
        this.server = server;
        this.address = address;
    }

    /// <summary>Settings under which neither failure detector nor resolver ever removes a member.</summary>
    public static string NoResolver =>
        "akka.cluster { failure-detector.acceptable-heartbeat-pause = 120s, split-brain-resolver.stable-after = 120s }";

    /// <summary>The connection string of the database, without a link.</summary>
    public string Database => Postgres.ConnectionString(address);

    public static async Task<TestCluster> CreateAsync(PostgresServer server) => new(server, await server.CreateDatabaseAsync());

    /// <summary>Opens a link to the database that can be cut.</summary>
    public CuttableLink Link()
    {
        var link = CuttableLink.To(server.Server.Port);
        links.Add(link);
        return link;
    }

    public Task<TestNode> StartAsync(params string[] roles) => StartAsync(_ => { }, roles);

    public async Task<TestNode> StartAsync(
        Action<FormationOptions> change, string[]? roles = null, CuttableLink? link = null, FormationTimes? times = null,
        IPortProbe? ports = null, string hocon = "",
        Action<AkkaConfigurationBuilder>? configure = null)
    {
        var options = TestNode.Options(
            Path.Combine(folder.Path, "certificates"), Postgres.ConnectionString(address, link?.Port), roles ?? []);
        change(options);
        var node = await TestNode.StartAsync(options, times, ports, hocon, configure);
        lock (nodes) nodes.Add(node);
        return node;
    }

    /// <summary>Runs statements on the database.</summary>
    public Task<object?> ExecuteAsync(string sql) => Postgres.ExecuteAsync(Database, sql);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
        foreach (var link in links) await link.DisposeAsync();
        folder.Dispose();
    }
}
