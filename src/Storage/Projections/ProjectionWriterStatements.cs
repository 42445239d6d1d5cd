using Fresnel.Storage.Sqlite;

namespace Fresnel.Storage.Projections;

/// <summary>The statements that change projections, run by the writer's thread inside its transaction.</summary>
internal sealed class ProjectionWriterStatements
{
    private readonly SqliteStatement findSort;
    private readonly SqliteStatement put;
    private readonly SqliteStatement delete;
    private readonly SqliteStatement list;
    private readonly SqliteStatement unlist;
    private readonly SqliteStatement saveState;
    private readonly SqliteStatement deleteDocuments;
    private readonly SqliteStatement deleteListings;

    public ProjectionWriterStatements(SqliteDatabase database)
    {
        findSort = database.Prepare("SELECT sort FROM document WHERE projection = ?1 AND key = ?2");
        put = database.Prepare(
            """
            INSERT INTO document(projection, key, sort, json) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT(projection, key) DO UPDATE SET sort = ?3, json = ?4
            """);
        delete = database.Prepare("DELETE FROM document WHERE projection = ?1 AND key = ?2");
        list = database.Prepare("INSERT INTO listing(projection, scope, sort, key) VALUES (?1, ?2, ?3, ?4)");
        unlist = database.Prepare("DELETE FROM listing WHERE projection = ?1 AND scope = ?2 AND sort = ?3 AND key = ?4");
        saveState = database.Prepare(
            """
            INSERT INTO state(projection, version, cursor) VALUES (?1, ?2, ?3)
            ON CONFLICT(projection) DO UPDATE SET version = ?2, cursor = ?3
            """);
        deleteDocuments = database.Prepare("DELETE FROM document WHERE projection = ?1");
        deleteListings = database.Prepare("DELETE FROM listing WHERE projection = ?1");
    }

    /// <summary>Writes a batch of changes and the state after it.</summary>
    public void Commit(string projection, ProjectionState state, bool anew, IReadOnlyCollection<DocumentChange> changes)
    {
        if (anew)
        {
            deleteDocuments.Bind(1, projection).Run();
            deleteListings.Bind(1, projection).Run();
        }

        foreach (var change in changes) Write(projection, change);
        saveState.Bind(1, projection).Bind(2, state.Version).Bind(3, state.Cursor.ToString()).Run();
    }

    private void Write(string projection, in DocumentChange change)
    {
        var sort = change.Json is null ? null : change.SortKey;
        findSort.Bind(1, projection).Bind(2, change.Key);
        string? former = null;
        if (findSort.Step())
        {
            former = findSort.Text(0);
            findSort.Reset();
        }

        if (former is not null && former != sort) EachScope(unlist, projection, former, change.Key);
        if (change.Json is { } json) put.Bind(1, projection).Bind(2, change.Key).Bind(3, change.SortKey).BindText(4, json.Span).Run();
        else delete.Bind(1, projection).Bind(2, change.Key).Run();
        if (sort is not null && former != sort) EachScope(list, projection, sort, change.Key);
    }

    private static void EachScope(SqliteStatement statement, string projection, string sort, string key)
    {
        var scope = ProjectionSchema.ScopeOf(key);
        while (true)
        {
            statement.Bind(1, projection).Bind(2, scope).Bind(3, sort).Bind(4, key).Run();
            if (scope.Length == 0) return;
            scope = ProjectionSchema.ScopeOf(scope[..^1]);
        }
    }
}
