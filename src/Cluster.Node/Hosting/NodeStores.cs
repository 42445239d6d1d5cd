using Fresnel.Actors.Cameras;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Journal.Artifacts;
using Fresnel.Journal.Codec;
using Fresnel.Journal.Credentials;
using Fresnel.Journal.Events;
using Fresnel.Journal.Folder;
using Fresnel.Journal.Observations;
using Fresnel.Journal.Projections;
using Fresnel.Journal.Sqlite;
using Fresnel.Messages;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>What a node keeps in its data folder.</summary>
internal sealed class NodeStores : IAsyncDisposable
{
    private readonly FileCredentialStore credentials;
    private readonly ObservationWriter writer;

    private NodeStores(IJournal journal, IProjectionStore projections, IObservationStore observations, ObservationWriter writer, LocalArtifactStore artifacts, FileCredentialStore credentials)
    {
        Journal = journal;
        Projections = projections;
        Observations = observations;
        this.writer = writer;
        Artifacts = artifacts;
        this.credentials = credentials;
    }

    public IJournal Journal { get; }

    public IProjectionStore Projections { get; }

    public IObservationStore Observations { get; }

    public IObservationWriter ObservationWriter => writer;

    public IArtifactStore Artifacts { get; }

    public ICredentialStore Credentials => credentials;

    /// <summary>The codec of everything that is written or travels.</summary>
    public static WireCodec Codec() => new(typeof(EntityId).Assembly, typeof(CameraState).Assembly);

    public static async Task<NodeStores> OpenAsync(DataFolder folder, NodeConfiguration configuration, ILoggerFactory loggers, TimeProvider time)
    {
        var journal = SqliteJournal.Open(folder.JournalFile, configuration.Hosting.Shards);
        SqliteProjectionStore? projections = null;
        SqliteObservationStore? observations = null;
        try
        {
            projections = SqliteProjectionStore.Open(folder.ProjectionsFile);
            observations = SqliteObservationStore.Open(folder.ObservationsFile);
            var writer = new ObservationWriter(observations, new ObservationWriterOptions(), time, loggers.CreateLogger<ObservationWriter>());
            return new NodeStores(journal, projections, observations, writer, new LocalArtifactStore(folder.Artifacts, time), new FileCredentialStore(folder.CredentialsFile));
        }
        catch
        {
            if (observations is not null) await observations.DisposeAsync();
            if (projections is not null) await projections.DisposeAsync();
            await journal.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await Observations.DisposeAsync();
        await Projections.DisposeAsync();
        credentials.Dispose();
        await Journal.DisposeAsync();
    }
}
