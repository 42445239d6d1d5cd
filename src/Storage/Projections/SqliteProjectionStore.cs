using Fresnel.Storage.Sqlite;

namespace Fresnel.Storage.Projections;

/// <summary>
/// Projections in one SQLite file of their own. Commits are not synced one by one: after a power cut the last ones may
/// be gone, documents and cursor together, and are folded again.
/// </summary>
public sealed class SqliteProjectionStore : IProjectionStore
{
    private const int LargestPage = 10_000;

    private readonly SqliteDatabase database;
    private readonly GroupWriter group;
    private readonly ProjectionWriterStatements writer;
    private readonly SqliteReaders<ProjectionReader> readers;

    private SqliteProjectionStore(SqliteDatabase database)
    {
        this.database = database;
        writer = new ProjectionWriterStatements(database);
        readers = new SqliteReaders<ProjectionReader>(() => new ProjectionReader(database.Path));
        group = new GroupWriter(database);
    }

    /// <summary>Opens the store, creating it where it is missing.</summary>
    /// <param name="path">The database file; its folder exists.</param>
    /// <exception cref="StoreSchemaException">It is of a newer build, or not such a store.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be opened or written.</exception>
    /// <exception cref="StoreDamagedException">It is damaged.</exception>
    public static SqliteProjectionStore Open(string path) => new SqliteProjectionStore(ProjectionSchema.Schema.Open(path, durable: false));

    /// <inheritdoc />
    public ValueTask<ProjectionState?> FindStateAsync(string projection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var lease = readers.Rent();
        return new(lease.Reader.FindState(projection));
    }

    /// <inheritdoc />
    public async ValueTask CommitAsync(string projection, ProjectionState state, bool anew, IReadOnlyCollection<DocumentChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(changes);
        cancellationToken.ThrowIfCancellationRequested();
        await group.RunAsync(() =>
        {
            writer.Commit(projection, state, anew, changes);
            return true;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<ProjectionDocument?> FindAsync(string projection, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Find(projection, key));
    }

    /// <inheritdoc />
    public ProjectionDocument? Find(string projection, string key)
    {
        using var lease = readers.Rent();
        return lease.Reader.Find(projection, key);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<ProjectionDocument>> ListAsync(string projection, DocumentQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > LargestPage) throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"A page holds 1 to {LargestPage} documents.");
        cancellationToken.ThrowIfCancellationRequested();
        using var lease = readers.Rent();
        return new(lease.Reader.List(projection, query));
    }

    /// <summary>Writes what is queued, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await group.DisposeAsync().ConfigureAwait(false);
        readers.Dispose();
        database.Dispose();
    }
}
