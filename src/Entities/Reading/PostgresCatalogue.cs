using Fresnel.Entities.Persistence;
using Fresnel.Messages;
using Fresnel.Storage.Events;
using Npgsql;

namespace Fresnel.Entities.Reading;

/// <summary>The catalogue in the database of the journal. Its tables may be deleted while no process uses them.</summary>
public sealed class PostgresCatalogue : ICatalogueStore, IAsyncDisposable
{
    private const int Connections = 4;
    private const string Columns = "entity_kind, entity_id, seq, activation, status, must_run";
    private const string Select = $"SELECT {Columns} FROM entity_catalogue WHERE entity_kind = $1";

    // Ours alone in this database: processes that start at once make the tables one after the other.
    private const long PreparingLock = 0x4672_6573_6e65_6c03;

    private readonly PostgresAccess access;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">The store of the journal.</param>
    public PostgresCatalogue(EntityStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        access = new PostgresAccess(options, Connections);
    }

    /// <inheritdoc />
    public async ValueTask PrepareAsync(CancellationToken cancellationToken) => await access.RunAsync(
        async (connection, cancel) =>
        {
            const string Exists =
                "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'entity_catalogue_cursor' AND pg_table_is_visible(oid))";
            await using var exists = new NpgsqlCommand(Exists, connection);
            if (await exists.ExecuteScalarAsync(cancel).ConfigureAwait(false) is true) return true;
            await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
            await using var make = new NpgsqlCommand(
                FormattableString.Invariant(
                    $"""
                    SELECT pg_advisory_xact_lock({PreparingLock});
                    CREATE TABLE IF NOT EXISTS entity_catalogue(
                        entity_kind text COLLATE "C" NOT NULL,
                        entity_id   text COLLATE "C" NOT NULL,
                        seq         bigint NOT NULL,
                        activation  bigint NOT NULL,
                        status      text,
                        must_run    boolean,
                        PRIMARY KEY(entity_kind, entity_id)) WITH (fillfactor = 50);
                    CREATE INDEX IF NOT EXISTS entity_catalogue_must_run ON entity_catalogue(entity_kind, entity_id) WHERE must_run;
                    CREATE TABLE IF NOT EXISTS entity_catalogue_cursor(id int NOT NULL PRIMARY KEY, cursor text);
                    INSERT INTO entity_catalogue_cursor VALUES (1, NULL) ON CONFLICT DO NOTHING;
                    """),
                connection);
            await make.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CatalogueEntry>> ListAsync(
        string kind, string? afterName, int limit, CancellationToken cancellationToken)
    {
        EventOrder.CheckLimit(limit);
        return ReadAsync(
            new NpgsqlCommand($"{Select} AND entity_id > $2 ORDER BY entity_id LIMIT $3")
                .With(kind).With(afterName ?? "").With(limit),
            cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CatalogueEntry>> MustRunAsync(string kind, CancellationToken cancellationToken) => ReadAsync(
        new NpgsqlCommand($"{Select} AND must_run ORDER BY entity_id").With(kind), cancellationToken);

    /// <inheritdoc />
    public async ValueTask<CatalogueEntry?> FindAsync(EntityId entity, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand($"{Select} AND entity_id = $2").With(entity.Kind).With(entity.Name);
        return (await ReadAsync(command, cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    /// <inheritdoc />
    public ValueTask<EventCursor?> FindCursorAsync(CancellationToken cancellationToken) =>
        access.RunAsync((connection, cancel) => FindCursorAsync(connection, "", cancel), cancellationToken);

    /// <inheritdoc />
    public ValueTask<bool> ApplyAsync(
        EventCursor? from, EventCursor to, IReadOnlyList<CatalogueChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return access.RunAsync(
            async (connection, cancel) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
                if (await FindCursorAsync(connection, "FOR UPDATE", cancel).ConfigureAwait(false) != from) return false;
                await ApplyAsync(connection, changes, cancel).ConfigureAwait(false);
                await using var move = new NpgsqlCommand("UPDATE entity_catalogue_cursor SET cursor = $1 WHERE id = 1", connection)
                    .With(to.ToString());
                await move.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
                await transaction.CommitAsync(cancel).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask ClearAsync(CancellationToken cancellationToken) => await access.RunAsync(
        async (connection, cancel) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
            await using var clear = new NpgsqlCommand(
                "UPDATE entity_catalogue_cursor SET cursor = NULL WHERE id = 1; DELETE FROM entity_catalogue", connection);
            await clear.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => access.DisposeAsync();

    private static async ValueTask ApplyAsync(NpgsqlConnection connection, IReadOnlyList<CatalogueChange> changes, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO entity_catalogue AS former ({Columns})
            SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::boolean[])
            ON CONFLICT (entity_kind, entity_id) DO UPDATE SET seq = excluded.seq, activation = excluded.activation,
                status = coalesce(excluded.status, former.status), must_run = coalesce(excluded.must_run, former.must_run)
            WHERE excluded.seq > former.seq
            """,
            connection)
            .With(Array(change => change.Entity.Kind))
            .With(Array(change => change.Entity.Name))
            .With(Array(change => change.Seq))
            .With(Array(change => change.Activation))
            .With(Array(change => change.Status))
            .With(Array(change => change.MustRun));
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);

        T[] Array<T>(Func<CatalogueChange, T> part) => [.. changes.Select(part)];
    }

    private static async ValueTask<EventCursor?> FindCursorAsync(NpgsqlConnection connection, string locking, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT cursor FROM entity_catalogue_cursor WHERE id = 1 {locking}", connection);
        var text = await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) as string;
        return EventCursor.TryParse(text, out var cursor) ? cursor : null;
    }

    private ValueTask<IReadOnlyList<CatalogueEntry>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<CatalogueEntry>>(
            async (connection, cancel) =>
            {
                command.Connection = connection;
                await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
                var entries = new List<CatalogueEntry>();
                while (await reader.ReadAsync(cancel).ConfigureAwait(false))
                {
                    entries.Add(new CatalogueEntry(
                        new EntityId(reader.GetString(0), reader.GetString(1)),
                        reader.GetInt64(2),
                        reader.GetInt64(3),
                        reader.IsDBNull(4) ? null : reader.GetString(4),
                        !reader.IsDBNull(5) && reader.GetBoolean(5)));
                }

                return entries;
            },
            cancellationToken);
}
