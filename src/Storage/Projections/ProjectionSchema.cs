using Fresnel.Storage.Sqlite;

namespace Fresnel.Storage.Projections;

/// <summary>The tables of projections.</summary>
internal static class ProjectionSchema
{
    /// <summary>The tables, step by step.</summary>
    public static SqliteSchema Schema { get; } = new("store of projections", 0x4672_5031, "Stop the node and delete it: it is made again from the journal.",
    [
        """
        CREATE TABLE state(
            projection TEXT NOT NULL PRIMARY KEY,
            version    INTEGER NOT NULL,
            cursor     TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE document(
            projection TEXT NOT NULL,
            key        TEXT NOT NULL,
            sort       TEXT NOT NULL,
            json       TEXT NOT NULL,
            PRIMARY KEY(projection, key)) WITHOUT ROWID;
        -- A document episode/front-door/7 is listed under '', 'episode/' and 'episode/front-door/'.
        CREATE TABLE listing(
            projection TEXT NOT NULL,
            scope      TEXT NOT NULL,
            sort       TEXT NOT NULL,
            key        TEXT NOT NULL,
            PRIMARY KEY(projection, scope, sort, key)) WITHOUT ROWID;
        """,
    ]);

    /// <summary>The part of a key or prefix that ends with its last slash.</summary>
    public static string ScopeOf(string prefix) => prefix[..(prefix.LastIndexOf('/') + 1)];
}
