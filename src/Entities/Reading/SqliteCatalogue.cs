using Fresnel.Entities.Persistence;
using Fresnel.Messages;
using Fresnel.Storage.Events;
using Microsoft.Data.Sqlite;

namespace Fresnel.Entities.Reading;

/// <summary>
/// The catalogue in a SQLite file of its own, beside the journal: its commits do not wait for the disk, and do not make commands
/// wait. The file may be deleted while no process has it open.
/// </summary>
public sealed class SqliteCatalogue : ICatalogueStore, IDisposable
{
    private const string Columns = "entity_kind, entity_id, seq, activation, status, must_run";
    private const string Select = $"SELECT {Columns} FROM entity_catalogue WHERE entity_kind = $1";

    private readonly SqliteAccess access;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">The store of the journal.</param>
    public SqliteCatalogue(EntityStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        File = FileOf(options);
        access = SqliteAccess.ForWriting(File, durable: false);
    }

    /// <summary>The file: that of the journal with <c>-catalogue</c> before its extension.</summary>
    public string File { get; }

    /// <inheritdoc />
    public ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        access.Run(connection => connection.Execute(
            """
            CREATE TABLE IF NOT EXISTS entity_catalogue(
                entity_kind TEXT NOT NULL,
                entity_id   TEXT NOT NULL,
                seq         INTEGER NOT NULL,
                activation  INTEGER NOT NULL,
                status      TEXT,
                must_run    INTEGER,
                PRIMARY KEY(entity_kind, entity_id)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS entity_catalogue_must_run ON entity_catalogue(entity_kind, entity_id) WHERE must_run;
            CREATE TABLE IF NOT EXISTS entity_catalogue_cursor(cursor TEXT NOT NULL);
            """));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CatalogueEntry>> ListAsync(
        string kind, string? afterName, int limit, CancellationToken cancellationToken)
    {
        EventOrder.CheckLimit(limit);
        return Read($"{Select} AND entity_id > $2 ORDER BY entity_id LIMIT $3", kind, afterName ?? "", limit);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CatalogueEntry>> MustRunAsync(string kind, CancellationToken cancellationToken) =>
        Read($"{Select} AND must_run ORDER BY entity_id", kind);

    /// <inheritdoc />
    public async ValueTask<CatalogueEntry?> FindAsync(EntityId entity, CancellationToken cancellationToken) =>
        (await Read($"{Select} AND entity_id = $2", entity.Kind, entity.Name).ConfigureAwait(false))
            .SingleOrDefault();

    /// <inheritdoc />
    public ValueTask<EventCursor?> FindCursorAsync(CancellationToken cancellationToken) => new(access.Run(FindCursor));

    /// <inheritdoc />
    public ValueTask<bool> ApplyAsync(
        EventCursor? from, EventCursor to, IReadOnlyList<CatalogueChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return new ValueTask<bool>(access.Run(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            if (FindCursor(connection) != from) return false;
            foreach (var change in changes) Apply(connection, change);
            connection.Execute("DELETE FROM entity_catalogue_cursor");
            connection.Execute("INSERT INTO entity_catalogue_cursor VALUES ($1)", to.ToString());
            transaction.Commit();
            return true;
        }));
    }

    /// <inheritdoc />
    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        access.Run(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute("DELETE FROM entity_catalogue; DELETE FROM entity_catalogue_cursor");
            transaction.Commit();
            return true;
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose() => access.Dispose();

    private static string FileOf(EntityStoreOptions options) =>
        Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(options.File!))!,
            $"{Path.GetFileNameWithoutExtension(options.File)}-catalogue{Path.GetExtension(options.File)}");

    private static EventCursor? FindCursor(SqliteConnection connection) =>
        EventCursor.TryParse(connection.Query("SELECT cursor FROM entity_catalogue_cursor") as string, out var cursor) ? cursor : null;

    private static void Apply(SqliteConnection connection, CatalogueChange change) => connection.Execute(
        $"""
        INSERT INTO entity_catalogue({Columns}) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT(entity_kind, entity_id) DO UPDATE SET seq = excluded.seq, activation = excluded.activation,
            status = coalesce(excluded.status, status), must_run = coalesce(excluded.must_run, must_run)
        WHERE excluded.seq > seq
        """,
        change.Entity.Kind,
        change.Entity.Name,
        change.Seq,
        change.Activation,
        change.Status,
        change.MustRun);

    private ValueTask<IReadOnlyList<CatalogueEntry>> Read(string sql, params object[] values)
    {
        var entries = access.Run<IReadOnlyList<CatalogueEntry>>(connection =>
        {
            using var command = connection.Command(sql, values);
            using var reader = command.ExecuteReader();
            var found = new List<CatalogueEntry>();
            while (reader.Read())
            {
                found.Add(new CatalogueEntry(
                    new EntityId(reader.GetString(0), reader.GetString(1)),
                    reader.GetInt64(2),
                    reader.GetInt64(3),
                    reader.IsDBNull(4) ? null : reader.GetString(4),
                    !reader.IsDBNull(5) && reader.GetBoolean(5)));
            }

            return found;
        });
        return new ValueTask<IReadOnlyList<CatalogueEntry>>(entries);
    }
}
