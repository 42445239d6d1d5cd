using Fresnel.LocalCluster.Postgres;
using Fresnel.LocalCluster.Processes;
using Fresnel.LocalCluster.RabbitMq;

namespace Fresnel.LocalCluster;

/// <summary>The broker and the database of a local cluster. They remember their own ports, passwords and processes, in their own folders.</summary>
internal sealed class LocalServers(LocalFolder folder)
{
    /// <summary>The name of the broker among the cluster's processes.</summary>
    public const string Broker = "broker";

    /// <summary>The name of the database among the cluster's processes.</summary>
    public const string Database = "database";

    /// <summary>Starts what does not run, both at once; returns when both take connections.</summary>
    /// <returns>How to reach them, with passwords.</returns>
    public async Task<(Uri Broker, Uri Database)> StartAsync(CancellationToken cancellationToken)
    {
        var broker = LocalRabbitMq.StartAsync(folder.Broker, ServerLifetime.Stays, cancellationToken);
        var database = LocalPostgres.StartAsync(folder.Database, ServerLifetime.Stays, cancellationToken);
        await Task.WhenAll(broker, database); // both are over before a fault of one is told: what they started can be stopped
        return ((await broker).Uri, (await database).Uri);
    }

    /// <summary>Starts one, where it does not run.</summary>
    public async Task StartAsync(string name, CancellationToken cancellationToken)
    {
        if (name == Broker) await LocalRabbitMq.StartAsync(folder.Broker, ServerLifetime.Stays, cancellationToken);
        else await LocalPostgres.StartAsync(folder.Database, ServerLifetime.Stays, cancellationToken);
    }

    /// <summary>One as it is: its process, or null where it does not run; its port, or null where it was never started.</summary>
    public (int? Process, int? Port) Now(string name) => name == Broker
        ? LocalRabbitMq.Find(folder.Broker) is { } broker ? (broker.ProcessId, broker.Port) : (null, null)
        : LocalPostgres.Find(folder.Database) is { } database ? (database.ProcessId, database.Port) : (null, null);

    /// <summary>How to reach them, or null where one was never made.</summary>
    public (Uri Broker, Uri Database)? Addresses() =>
        LocalRabbitMq.Find(folder.Broker) is { } broker && LocalPostgres.Find(folder.Database) is { } database ? (broker.Uri, database.Uri) : null;

    /// <summary>Stops one in good order.</summary>
    public Task StopAsync(string name, CancellationToken cancellationToken) => name == Broker
        ? LocalRabbitMq.Find(folder.Broker)?.StopAsync(cancellationToken) ?? Task.CompletedTask
        : LocalPostgres.Find(folder.Database)?.StopAsync(PostgresStop.Fast, cancellationToken) ?? Task.CompletedTask;

    /// <summary>kill -9 of one.</summary>
    public Task KillAsync(string name, CancellationToken cancellationToken) => name == Broker
        ? LocalRabbitMq.Find(folder.Broker)?.KillAsync(cancellationToken) ?? Task.CompletedTask
        : LocalPostgres.Find(folder.Database)?.KillAsync(cancellationToken) ?? Task.CompletedTask;
}
