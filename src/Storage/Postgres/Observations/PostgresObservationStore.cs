using Fresnel.Messages;
using Fresnel.Messages.Observations;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Sqlite;
using Npgsql;

namespace Fresnel.Storage.Postgres.Observations;

/// <summary>Observations in a cluster's PostgreSQL database: a row a frame, a table a day, its objects packed as in SQLite.</summary>
/// <param name="database">The database, prepared by <see cref="StorageTables"/>. Not closed with the store.</param>
public sealed class PostgresObservationStore(ClusterDatabase database) : IObservationStore
{
    private const int LargestRead = 100_000;
    private const int DeletedAtOnce = 5_000;

    // What no later epoch superseded: nothing at or after the first that a later one saw.
    private const string Visible =
        """
        SELECT o.at, o.epoch, o.frame, o.stream_time, o.objects FROM observation o
        WHERE o.entity = $1 AND o.at >= $2 AND o.at < $3
          AND NOT EXISTS (SELECT 1 FROM observation_epoch e WHERE e.entity = $1 AND e.epoch > o.epoch AND e.first_at <= o.at)
        """;

    private readonly ObservationEntities entities = new();
    private readonly ObservationDays days = new();

    /// <inheritdoc />
    public async ValueTask WriteAsync(ObservationBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await database.RunAsync(
            async (connection, cancel) =>
            {
                var copy = new ObservationCopy(entities);
                var again = false;
                for (var attempt = 1; ; attempt++)
                {
                    await days.EnsureAsync(connection, batch.Observations.Select(seen => ObservationDays.Of(seen.At)).Distinct(), cancel).ConfigureAwait(false);
                    try
                    {
                        await copy.WriteAsync(connection, batch, again, cancel).ConfigureAwait(false);
                        return true;
                    }
                    catch (PostgresException refused) when (attempt < 3 && refused.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.CheckViolation)
                    {
                        // Some of it is there already; or the table of a day was dropped by another node.
                        again = true;
                        days.Forget();
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Observation>> ReadAsync(ObservationQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > LargestRead)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"The limit is 1 to {LargestRead} observations.");
        return ReadAsync(query.Entity, StoredTime.Ticks(query.From), StoredTime.Ticks(query.To), query.Order, query.Limit, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<Observation?> FindLatestAsync(EntityId entity, CancellationToken cancellationToken) =>
        await ReadAsync(entity, long.MinValue, long.MaxValue, ReadOrder.NewestFirst, 1, cancellationToken).ConfigureAwait(false) is [var latest] ? latest : null;

    /// <inheritdoc />
    public ValueTask<SeenMark?> FindMarkAsync(EntityId entity, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, cancel) =>
            {
                const string sql = "SELECT m.epoch, m.at FROM observation_mark m JOIN observed_entity e ON e.number = m.entity WHERE e.id = $1";
                await using var command = new NpgsqlCommand(sql, connection).With(entity.ToString());
                await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                return await reader.ReadAsync(cancel).ConfigureAwait(false) ? new SeenMark(entity, reader.GetInt64(0), StoredTime.Of(reader.GetInt64(1))) : null;
            },
            cancellationToken);

    /// <inheritdoc />
    public async ValueTask<long> DeleteBeforeAsync(DateTimeOffset horizon, CancellationToken cancellationToken)
    {
        var before = StoredTime.Ticks(horizon);
        var last = ObservationDays.Of(horizon);
        long total = 0;
        foreach (var day in await database.RunAsync(ObservationDays.ListAsync, cancellationToken).ConfigureAwait(false))
        {
            if (day < last) total += await database.RunAsync((connection, cancel) => ObservationDays.DropAsync(connection, day, cancel), cancellationToken).ConfigureAwait(false);
            else if (day == last) total += await DeleteBeforeAsync(day, before, cancellationToken).ConfigureAwait(false);
        }

        await database.RunAsync((connection, cancel) => DeleteEpochsAsync(connection, before, cancel), cancellationToken).ConfigureAwait(false);
        return total;
    }

    /// <summary>Nothing: the database is its owner's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask<IReadOnlyList<Observation>> ReadAsync(EntityId entity, long from, long to, ReadOrder order, int limit, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<Observation>>(
            async (connection, cancel) =>
            {
                if (await entities.FindAsync(connection, entity, cancel).ConfigureAwait(false) is not { } number) return [];
                var sql = order == ReadOrder.OldestFirst ? $"{Visible} ORDER BY o.at, o.epoch, o.frame LIMIT $4" : $"{Visible} ORDER BY o.at DESC, o.epoch DESC, o.frame DESC LIMIT $4";
                await using var command = new NpgsqlCommand(sql, connection).With(number).With(from).With(to).With(limit);
                await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                var labels = new Utf8Cache();
                var found = new List<Observation>();
                while (await reader.ReadAsync(cancel).ConfigureAwait(false))
                {
                    found.Add(new Observation(
                        entity,
                        reader.GetInt64(1),
                        StoredTime.Of(reader.GetInt64(0)),
                        TimeSpan.FromTicks(reader.GetInt64(3)),
                        reader.GetInt64(2),
                        SeenObjects.Unpack(reader.GetFieldValue<byte[]>(4), labels)));
                }

                return found;
            },
            cancellationToken);

    // By entity, as the index goes: what was deleted before is not passed over again and again.
    private async ValueTask<long> DeleteBeforeAsync(DateOnly day, long before, CancellationToken cancellationToken)
    {
        var table = ObservationDays.Table(day);
        var sql = $"DELETE FROM {table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE entity = $1 AND at < $2 ORDER BY at LIMIT $3))";
        long total = 0;
        foreach (var entity in await database.RunAsync(ListEntitiesAsync, cancellationToken).ConfigureAwait(false))
        {
            int deleted;
            do
            {
                deleted = await database.RunAsync(
                    async (connection, cancel) =>
                    {
                        await using var command = new NpgsqlCommand(sql, connection).With(entity).With(before).With(DeletedAtOnce);
                        return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
                    },
                    cancellationToken).ConfigureAwait(false);
                total += deleted;
            }
            while (deleted == DeletedAtOnce);
        }

        return total;
    }

    private static async ValueTask<IReadOnlyList<int>> ListEntitiesAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT number FROM observed_entity ORDER BY number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        var numbers = new List<int>();
        while (await reader.ReadAsync(cancel).ConfigureAwait(false)) numbers.Add(reader.GetInt32(0));
        return numbers;
    }

    // What an epoch superseded is deleted, and a later one superseded the rest: it decides nothing any more.
    private static async ValueTask<int> DeleteEpochsAsync(NpgsqlConnection connection, long before, CancellationToken cancel)
    {
        const string sql =
            """
            DELETE FROM observation_epoch e WHERE EXISTS
                (SELECT 1 FROM observation_epoch later WHERE later.entity = e.entity AND later.epoch > e.epoch AND later.first_at < $1)
            """;
        await using var command = new NpgsqlCommand(sql, connection).With(before);
        return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }
}
