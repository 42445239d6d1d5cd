using Fresnel.LocalCluster.Postgres;
using Fresnel.LocalCluster.RabbitMq;
using Fresnel.Tests.Servers;

namespace Fresnel.Tests.Nodes;

/// <summary>RabbitMQ and PostgreSQL for clusters of the tests, one after the other, each in a virtual host and a database of its own.</summary>
public sealed class ClusterServers : IAsyncLifetime
{
    private readonly RabbitMqServer broker = new();
    private readonly PostgresServer database = new();

    internal LocalRabbitMq Broker => broker.Server;

    internal LocalPostgres Database => database.Server;

    public Task InitializeAsync() => Task.WhenAll(broker.InitializeAsync(), database.InitializeAsync());

    public Task DisposeAsync() => Task.WhenAll(broker.DisposeAsync(), database.DisposeAsync());

    /// <summary>A place for a new cluster; a server that a failed test has left dead is started again.</summary>
    /// <returns>The ways to it, with passwords.</returns>
    internal async Task<(Uri Broker, Uri Database)> AddPlaceAsync()
    {
        await RunAsync();
        return (await broker.AddHostAsync(), new Uri(await database.CreateDatabaseAsync()));
    }

    /// <summary>Gives a place back, whose processes have ended.</summary>
    internal async Task DeletePlaceAsync(Uri host, Uri place)
    {
        await RunAsync();
        await broker.DeleteHostAsync(host);
        await database.DropDatabaseAsync(place.OriginalString);
    }

    private async Task RunAsync()
    {
        if (Broker.ProcessId is null) await Broker.StartAsync(CancellationToken.None);
        if (Database.ProcessId is null) await Database.StartAsync(CancellationToken.None);
    }
}
