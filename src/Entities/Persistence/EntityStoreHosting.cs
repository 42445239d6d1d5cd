using System.Data;
using Akka.Hosting;
using Akka.Persistence.Sql.Config;
using Akka.Persistence.Sql.Hosting;
using LinqToDB;

namespace Fresnel.Entities.Persistence;

/// <summary>Sets up the journal and the snapshots of an actor system.</summary>
public static class EntityStoreHosting
{
    /// <summary>The name of the plugins for sharding's own rows.</summary>
    private const string Sharding = "sharding";

    /// <summary>The name of the plugins for our rows.</summary>
    private const string Entities = "sql";

    /// <summary>
    /// Sets the journal and the snapshot store of the entities as the default plugins, and a second pair with tables of its own for
    /// sharding. When the system has started it probes both pairs: with a plugin that does not work a node would join and no
    /// shard would start.
    /// </summary>
    /// <param name="builder">The actor system. It needs a serializer named <c>fresnel</c>.</param>
    /// <param name="options">The store; <see cref="EntityTables.PrepareAsync"/> must have run on it.</param>
    /// <exception cref="EntityStoreException">The options are wrong.</exception>
    public static AkkaConfigurationBuilder WithEntityStore(this AkkaConfigurationBuilder builder, EntityStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var connections = PluginConnections.Of(options);
        return builder
            .WithSqlPersistence(
                Journal(options, connections, isDefault: true, Entities, options.Journal(), options.Metadata()),
                Snapshots(options, connections, isDefault: true, Entities, options.Snapshot()))
            .WithSqlPersistence(
                Journal(options, connections, isDefault: false, Sharding, EntityTableNames.ShardingJournal, "sharding_metadata"),
                Snapshots(options, connections, isDefault: false, Sharding, EntityTableNames.ShardingSnapshot))
            .AddHocon(Settings(options), HoconAddMode.Prepend)
            .AddStartup((system, _) => EntityStoreProbe.CheckAsync(system, options, CancellationToken.None));
    }

    private static SqlJournalOptions Journal(
        EntityStoreOptions options, DataOptions connections, bool isDefault, string id, string table, string metadata) => new(isDefault, id)
        {
            AutoInitialize = false,
            DataOptions = connections,
            DatabaseOptions = new JournalDatabaseOptions(DatabaseMapping.Default)
            {
                JournalTable = new JournalTableOptions { TableName = table, UseWriterUuidColumn = true },
                MetadataTable = new MetadataTableOptions { TableName = metadata },
            },
            DeleteCompatibilityMode = false,
            ReadIsolationLevel = ReadIsolation(options),
            Serializer = isDefault ? EntityTableNames.Serializer : null!, // sharding's rows: by Akka's own serializers
            TagStorageMode = TagMode.Csv, // in a column that stays empty: the other mode needs a table, also where nothing has a tag
        };

    private static SqlSnapshotOptions Snapshots(
        EntityStoreOptions options, DataOptions connections, bool isDefault, string id, string table) => new(isDefault, id)
        {
            AutoInitialize = false,
            DataOptions = connections,
            DatabaseOptions = new SnapshotDatabaseOptions(DatabaseMapping.Default)
            {
                SnapshotTable = new SnapshotTableOptions { TableName = table },
            },
            ReadIsolationLevel = ReadIsolation(options),
            Serializer = isDefault ? EntityTableNames.Serializer : null!,
        };

    // The plugin also reads in transactions, and SQLite's driver begins them with the lock for writing: recoveries would wait for
    // writes and for each other. Under this name it begins without; what is read is a snapshot all the same.
    private static IsolationLevel? ReadIsolation(EntityStoreOptions options) =>
        options.Provider == EntityStoreProvider.Sqlite ? IsolationLevel.ReadUncommitted : null;

    // replay-filter: the plugin writes one writer id per process, not per incarnation of an actor. The default filter takes an
    // entity that went from A to B and back to A for two writers at once, and drops valid events.
    // circuit-breaker: one that opens keeps every entity of the process from answering for up to a minute.
    private static string Settings(EntityStoreOptions options)
    {
        var parallelism = options.Provider == EntityStoreProvider.Sqlite ? 1 : options.Parallelism;
        const string Breaker = "circuit-breaker { max-failures = 100000, call-timeout = 10s, reset-timeout = 1s }";
        var journal = FormattableString.Invariant(
            $"replay-filter.mode = off, parallelism = {parallelism}, batch-size = {options.BatchSize}, {Breaker}");
        return FormattableString.Invariant(
            $$"""
            akka.persistence {
              max-concurrent-recoveries = {{options.MaxConcurrentRecoveries}}
              journal.{{Entities}} { {{journal}} }
              journal.{{Sharding}} { {{journal}} }
              snapshot-store.{{Entities}} { {{Breaker}} }
              snapshot-store.{{Sharding}} { {{Breaker}} }
            }
            akka.cluster.sharding {
              journal-plugin-id = "akka.persistence.journal.{{Sharding}}"
              snapshot-plugin-id = "akka.persistence.snapshot-store.{{Sharding}}"
              distributed-data.durable.keys = []
            }
            """);
    }
}
