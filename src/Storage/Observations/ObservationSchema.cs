using Fresnel.Storage.Sqlite;

namespace Fresnel.Storage.Observations;

/// <summary>The tables of observations. Times are 100 ns since 1970, UTC.</summary>
internal static class ObservationSchema
{
    /// <summary>The tables, step by step.</summary>
    public static SqliteSchema Schema { get; } = new("store of observations", 0x4672_4F31, "Restore it from a backup, or delete it: what was seen until now is forgotten then.",
    [
        """
        CREATE TABLE entity(
            number INTEGER NOT NULL PRIMARY KEY,
            id     TEXT NOT NULL UNIQUE);
        -- When each epoch first saw something: from then on it supersedes the earlier ones.
        CREATE TABLE epoch(
            entity   INTEGER NOT NULL,
            epoch    INTEGER NOT NULL,
            first_at INTEGER NOT NULL,
            PRIMARY KEY(entity, epoch)) WITHOUT ROWID;
        CREATE TABLE mark(
            entity INTEGER NOT NULL PRIMARY KEY,
            epoch  INTEGER NOT NULL,
            at     INTEGER NOT NULL);
        CREATE TABLE observation(
            entity      INTEGER NOT NULL,
            at          INTEGER NOT NULL,
            epoch       INTEGER NOT NULL,
            frame       INTEGER NOT NULL,
            stream_time INTEGER NOT NULL,
            objects     BLOB NOT NULL,
            PRIMARY KEY(entity, at, epoch, frame)) WITHOUT ROWID;
        """,
    ]);
}
