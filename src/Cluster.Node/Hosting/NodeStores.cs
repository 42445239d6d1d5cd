using Fresnel.Actors.Cameras;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Journal.Events;
using Fresnel.Journal.Sqlite;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Service.Cluster;
using Fresnel.Storage.Artifacts;
using Fresnel.Storage.Credentials;
using Fresnel.Storage.Events;
using Fresnel.Storage.Folder;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Postgres;
using Fresnel.Storage.Postgres.Observations;
using Fresnel.Storage.Projections;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>
/// What a node keeps. Embedded, all of it in its data folder; in a cluster journal, observations and credentials are in the
/// database of all, and projections, which are rebuilt from the journal, and files in the data folder.
/// </summary>
internal sealed class NodeStores : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> closers = new();

    private NodeStores()
    {
    }

    public IJournal Journal { get; private set; } = null!;

    /// <summary>The journal, as its readers see it.</summary>
    public IEventSource Events { get; private set; } = null!;

    public IProjectionStore Projections { get; private set; } = null!;

    public IObservationStore Observations { get; private set; } = null!;

    public IObservationWriter ObservationWriter { get; private set; } = null!;

    public IArtifactStore Artifacts { get; private set; } = null!;

    public ICredentialStore Credentials { get; private set; } = null!;

    /// <summary>What holds the journal: <c>SQLite</c>, <c>PostgreSQL 15.9</c>.</summary>
    public string Database { get; private set; } = "SQLite";

    /// <summary>The codec of every message that is written or travels; the kernel's own replies are none.</summary>
    public static WireCodec Codec() => new(typeof(EntityId).Assembly, typeof(CameraState).Assembly);

    /// <summary>Opens them; in a cluster it waits for a database that is away.</summary>
    public static async Task<NodeStores> OpenAsync(DataFolder folder, NodeConfiguration configuration, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var stores = new NodeStores();
        try
        {
            if (configuration.Cluster.IsSet) await stores.OpenSharedAsync(configuration, loggers, time, cancellationToken);
            else stores.OpenEmbedded(folder, configuration);
            stores.Events = new JournalEventSource(stores.Journal);
            stores.Projections = stores.Opened(SqliteProjectionStore.Open(folder.ProjectionsFile));
            stores.ObservationWriter = stores.Opened(new ObservationWriter(stores.Observations, new ObservationWriterOptions(), time, loggers.CreateLogger<ObservationWriter>()));
            stores.Artifacts = new LocalArtifactStore(folder.Artifacts, time);
            return stores;
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (closers.TryPop(out var close)) await close();
    }

    private void OpenEmbedded(DataFolder folder, NodeConfiguration configuration)
    {
        Journal = Opened(SqliteJournal.Open(folder.JournalFile, configuration.Hosting.Shards));
        Observations = Opened(SqliteObservationStore.Open(folder.ObservationsFile));
        var credentials = new FileCredentialStore(folder.CredentialsFile);
        Credentials = credentials;
        closers.Push(() =>
        {
            credentials.Dispose();
            return ValueTask.CompletedTask;
        });
    }

    private async Task OpenSharedAsync(NodeConfiguration configuration, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var log = loggers.CreateLogger<NodeStores>();
        var database = Opened(await ClusterStart.OpenDatabaseAsync(configuration.Cluster, log, time, cancellationToken));
        Database = database.Product;
        Journal = Opened(await ClusterStart.OpenJournalAsync(database, configuration.Hosting.Shards, log, time, cancellationToken));
        Observations = Opened(new PostgresObservationStore(database));
        Credentials = new PostgresCredentialStore(database);
    }

    private T Opened<T>(T store)
        where T : IAsyncDisposable
    {
        closers.Push(store.DisposeAsync);
        return store;
    }
}
