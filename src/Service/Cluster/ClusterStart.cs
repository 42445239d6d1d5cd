using Fresnel.Clustering.Broker;
using Fresnel.Clustering.RabbitMq;
using Fresnel.Journal.Postgres;
using Fresnel.Service.Commands;
using Fresnel.Service.Configuration;
using Fresnel.Storage;
using Fresnel.Storage.Postgres;

namespace Fresnel.Service.Cluster;

/// <summary>
/// Opens what the processes of a cluster share. What is not reached is waited for, and said once; what trying again does
/// not help ends the start in one line.
/// </summary>
public static class ClusterStart
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Opens the database.</summary>
    /// <exception cref="ConfigurationException">The address is of the wrong form.</exception>
    /// <exception cref="UserErrorException">It turns this process away.</exception>
    public static async Task<ClusterDatabase> OpenDatabaseAsync(ClusterOptions options, ILogger log, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var address = DatabaseAddressOf(options);
        var database = await PatientlyAsync(() => ClusterDatabase.OpenAsync(address, time, cancellationToken), log, time, cancellationToken);
        if (database.ClockProblem is { } problem) log.ClockIsOff(problem);
        return database;
    }

    /// <summary>Opens the journal in it.</summary>
    /// <exception cref="UserErrorException">It is of a newer build, or has another number of shards.</exception>
    public static Task<PostgresJournal> OpenJournalAsync(ClusterDatabase database, int shards, ILogger log, TimeProvider time, CancellationToken cancellationToken) =>
        PatientlyAsync(() => PostgresJournal.OpenAsync(database, shards, time, cancellationToken), log, time, cancellationToken);

    /// <summary>Connects to the broker once, which tells what it is and whether it lets this process in.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="name">The process's name among the members.</param>
    /// <param name="log">Where waiting is said.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The broker, and its product and version.</returns>
    /// <exception cref="ConfigurationException">The address is of the wrong form.</exception>
    /// <exception cref="UserErrorException">It turns this process away.</exception>
    public static async Task<(IBroker Broker, string Product)> ReachBrokerAsync(ClusterOptions options, string name, ILogger log, TimeProvider time, CancellationToken cancellationToken)
    {
        var broker = Broker(options, time);
        return (broker, await ReachAsync(broker, name, log, time, cancellationToken));
    }

    /// <summary>The broker; nothing is connected yet.</summary>
    /// <exception cref="ConfigurationException">The address is of the wrong form.</exception>
    public static RabbitMqBroker Broker(ClusterOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new RabbitMqBroker(BrokerAddressOf(options), new RabbitMqOptions(), time);
    }

    /// <summary>Connects to a broker once.</summary>
    /// <returns>Its product and version.</returns>
    /// <exception cref="UserErrorException">It turns this process away.</exception>
    public static Task<string> ReachAsync(RabbitMqBroker broker, string name, ILogger log, TimeProvider time, CancellationToken cancellationToken) => PatientlyAsync(
        async () =>
        {
            await using var connection = await broker.ConnectAsync($"{name} starting", cancellationToken);
            return connection.Product;
        },
        log, time, cancellationToken);

    /// <summary>Checks the form of both addresses, without connecting.</summary>
    /// <exception cref="ConfigurationException">One of them is of the wrong form.</exception>
    public static void CheckAddresses(ClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.IsSet) return;
        BrokerAddressOf(options);
        DatabaseAddressOf(options);
    }

    private static RabbitMqAddress BrokerAddressOf(ClusterOptions options)
    {
        try
        {
            return RabbitMqAddress.Parse(options.Broker!);
        }
        catch (FormatException fault)
        {
            throw new ConfigurationException($"Cluster:Broker cannot be used: {fault.Message} (Its value is not shown.)", fault);
        }
    }

    private static DatabaseAddress DatabaseAddressOf(ClusterOptions options) => DatabaseAddress.TryParse(options.Database, out var address, out var problem)
        ? address
        : throw new ConfigurationException($"Cluster:Database cannot be used: {problem} (its value is not shown).");

    /// <summary>Does something until it is done; unreachable servers are said once.</summary>
    internal static async Task<T> PatientlyAsync<T>(Func<Task<T>> work, ILogger log, TimeProvider time, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        var said = false;
        while (true)
        {
            try
            {
                return await work();
            }
            catch (StoreSchemaException turnedAway)
            {
                throw new UserErrorException(turnedAway.Message, ExitCodes.Cluster, turnedAway);
            }
            catch (BrokerException turnedAway) when (turnedAway.Fault is BrokerFault.Refused)
            {
                throw new UserErrorException(turnedAway.Message, ExitCodes.Cluster, turnedAway);
            }
            catch (Exception away) when (away is StoreUnavailableException or BrokerException)
            {
                if (!said) log.Waits(away.Message);
                said = true;
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
