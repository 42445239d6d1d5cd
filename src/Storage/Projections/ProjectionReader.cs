using Fresnel.Storage.Events;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Storage.Projections;

/// <summary>A connection that reads projections, with its statements.</summary>
internal sealed class ProjectionReader : IDisposable
{
    private readonly SqliteDatabase database;
    private readonly SqliteStatement findState;
    private readonly SqliteStatement find;
    private readonly SqliteStatement forward;
    private readonly SqliteStatement backward;

    public ProjectionReader(string path)
    {
        database = ProjectionSchema.Schema.OpenReader(path);
        findState = database.Prepare("SELECT version, cursor FROM state WHERE projection = ?1");
        find = database.Prepare("SELECT key, sort, json FROM document WHERE projection = ?1 AND key = ?2");
        const string page =
            """
            SELECT listing.key, listing.sort, document.json
            FROM listing CROSS JOIN document ON document.projection = listing.projection AND document.key = listing.key
            WHERE listing.projection = ?1 AND listing.scope = ?2
              AND (listing.sort, listing.key) > (?3, ?4) AND (listing.sort, listing.key) < (?5, ?6)
              AND substr(listing.key, 1, length(?7)) = ?7
            """;
        forward = database.Prepare($"{page} ORDER BY listing.sort, listing.key LIMIT ?8");
        backward = database.Prepare($"{page} ORDER BY listing.sort DESC, listing.key DESC LIMIT ?8");
    }

    public ProjectionState? FindState(string projection)
    {
        findState.Bind(1, projection);
        if (!findState.Step()) return null;
        var version = (int)findState.Int64(0);
        var cursor = findState.Text(1);
        findState.Reset();
        return EventCursor.TryParse(cursor, out var parsed)
            ? new ProjectionState(version, parsed)
            : throw new InvalidDataException($"The projection '{projection}' in '{database.Path}' has the cursor '{cursor}', which is none.");
    }

    public ProjectionDocument? Find(string projection, string key)
    {
        find.Bind(1, projection).Bind(2, key);
        if (!find.Step()) return null;
        var document = Read(find);
        find.Reset();
        return document;
    }

    public IReadOnlyList<ProjectionDocument> List(string projection, DocumentQuery query)
    {
        // Keys are not empty, so (sort, '') comes before every document of a sort key.
        (string Sort, string Key) lower = (query.FromSortKey ?? "", "");
        (string Sort, string Key)? upper = query.ToSortKey is { } to ? (to, "") : null;
        if (query.After is { } after)
        {
            if (query.Order == ReadOrder.OldestFirst && Compare(after, lower) > 0) lower = after;
            if (query.Order == ReadOrder.NewestFirst && (upper is null || Compare(after, upper.Value) < 0)) upper = after;
        }

        var statement = query.Order == ReadOrder.OldestFirst ? forward : backward;
        statement.Bind(1, projection).Bind(2, ProjectionSchema.ScopeOf(query.KeyPrefix)).Bind(3, lower.Sort).Bind(4, lower.Key);
        if (upper is { } end) statement.Bind(5, end.Sort).Bind(6, end.Key);
        else statement.Bind(5, ReadOnlySpan<byte>.Empty).Bind(6, ""); // to SQLite any blob is greater than any text
        statement.Bind(7, query.KeyPrefix).Bind(8, query.Limit);
        var found = new List<ProjectionDocument>();
        while (statement.Step()) found.Add(Read(statement));
        return found;
    }

    public void Dispose() => database.Dispose();

    private static ProjectionDocument Read(SqliteStatement row) => new(row.Text(0), row.Text(1), row.Bytes(2).ToArray());

    // As SQLite compares: by the bytes of UTF-8, which is the order of code points.
    private static int Compare((string Sort, string Key) a, (string Sort, string Key) b)
    {
        var bySort = CompareUtf8(a.Sort, b.Sort);
        return bySort != 0 ? bySort : CompareUtf8(a.Key, b.Key);
    }

    private static int CompareUtf8(string a, string b) =>
        System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b));
}
