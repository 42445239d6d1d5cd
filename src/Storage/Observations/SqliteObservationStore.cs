using Fresnel.Messages;
using Fresnel.Messages.Observations;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Storage.Observations;

/// <summary>Observations in one SQLite file: a row a frame, clustered by entity and time, its objects packed in a blob.</summary>
public sealed class SqliteObservationStore : IObservationStore
{
    private const int LargestRead = 100_000;
    private const int DeletedAtOnce = 5_000;

    private readonly SqliteDatabase database;
    private readonly GroupWriter group;
    private readonly ObservationWriterStatements writer;
    private readonly SqliteReaders<ObservationReader> readers;

    private SqliteObservationStore(SqliteDatabase database)
    {
        this.database = database;
        writer = new ObservationWriterStatements(database);
        readers = new SqliteReaders<ObservationReader>(() => new ObservationReader(database.Path));
        group = new GroupWriter(database);
    }

    /// <summary>Opens the store, creating it where it is missing.</summary>
    /// <param name="path">The database file; its folder exists.</param>
    /// <exception cref="StoreSchemaException">It is of a newer build, or not such a store.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be opened or written.</exception>
    /// <exception cref="StoreDamagedException">It is damaged.</exception>
    public static SqliteObservationStore Open(string path) => new SqliteObservationStore(ObservationSchema.Schema.Open(path, durable: true));

    /// <inheritdoc />
    public async ValueTask WriteAsync(ObservationBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        await group.RunAsync(() =>
        {
            writer.Write(batch);
            return true;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Observation>> ReadAsync(ObservationQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > LargestRead)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"The limit is 1 to {LargestRead} observations.");
        cancellationToken.ThrowIfCancellationRequested();
        using var lease = readers.Rent();
        return new(lease.Reader.Read(query.Entity, StoredTime.Ticks(query.From), StoredTime.Ticks(query.To), query.Order, query.Limit));
    }

    /// <inheritdoc />
    public ValueTask<Observation?> FindLatestAsync(EntityId entity, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var lease = readers.Rent();
        return new(lease.Reader.Read(entity, long.MinValue, long.MaxValue, ReadOrder.NewestFirst, 1) is [var latest] ? latest : null);
    }

    /// <inheritdoc />
    public ValueTask<SeenMark?> FindMarkAsync(EntityId entity, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var lease = readers.Rent();
        return new(lease.Reader.FindMark(entity));
    }

    /// <inheritdoc />
    public ValueTask<long> DeleteBeforeAsync(DateTimeOffset horizon, CancellationToken cancellationToken)
    {
        var before = StoredTime.Ticks(horizon);
        return group.DeleteAsync(most => writer.DeleteBefore(before, most), DeletedAtOnce, cancellationToken);
    }

    /// <summary>Writes what is queued, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await group.DisposeAsync().ConfigureAwait(false);
        readers.Dispose();
        database.Dispose();
    }
}
