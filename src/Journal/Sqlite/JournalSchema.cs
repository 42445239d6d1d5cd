using Fresnel.Storage.Sqlite;

namespace Fresnel.Journal.Sqlite;

/// <summary>The journal's tables (DESIGN section 5). Times are 100 ns since 1970, UTC.</summary>
internal static class JournalSchema
{
    /// <summary>The tables, step by step.</summary>
    public static SqliteSchema Schema { get; } = new("journal", 0x4672_4A31, "Restore it from a backup.",
    [
        """
        CREATE TABLE cluster(
            key   TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE shard(
            number INTEGER NOT NULL PRIMARY KEY,
            epoch  INTEGER NOT NULL,
            baton  INTEGER NOT NULL,
            owner  TEXT);
        CREATE TABLE entity(
            kind      TEXT NOT NULL,
            id        TEXT NOT NULL,
            shard     INTEGER NOT NULL,
            seq       INTEGER NOT NULL,
            status    TEXT,
            append_id BLOB NOT NULL,
            PRIMARY KEY(kind, id)) WITHOUT ROWID;
        CREATE INDEX entity_shard ON entity(shard);
        CREATE TABLE event(
            position INTEGER NOT NULL PRIMARY KEY,
            xid      INTEGER NOT NULL DEFAULT 0,
            shard    INTEGER NOT NULL,
            epoch    INTEGER NOT NULL,
            kind     TEXT NOT NULL,
            id       TEXT NOT NULL,
            seq      INTEGER NOT NULL,
            type     TEXT NOT NULL,
            version  INTEGER NOT NULL,
            data     TEXT NOT NULL,
            meta     TEXT NOT NULL,
            checksum INTEGER NOT NULL,
            at       INTEGER NOT NULL,
            UNIQUE(kind, id, seq));
        CREATE TABLE command(
            kind          TEXT NOT NULL,
            id            TEXT NOT NULL,
            command_id    TEXT NOT NULL,
            append_id     BLOB NOT NULL,
            seq           INTEGER NOT NULL,
            reply_type    TEXT NOT NULL,
            reply_version INTEGER NOT NULL,
            reply         TEXT NOT NULL,
            checksum      INTEGER NOT NULL,
            at            INTEGER NOT NULL,
            PRIMARY KEY(kind, id, command_id)) WITHOUT ROWID;
        CREATE TABLE snapshot(
            kind     TEXT NOT NULL,
            id       TEXT NOT NULL,
            seq      INTEGER NOT NULL,
            type     TEXT NOT NULL,
            version  INTEGER NOT NULL,
            data     TEXT NOT NULL,
            checksum INTEGER NOT NULL,
            PRIMARY KEY(kind, id));
        """,

        // In the order of time, so that the oldest are found without an index of their own.
        """
        CREATE TABLE reply(
            position      INTEGER NOT NULL PRIMARY KEY,
            kind          TEXT NOT NULL,
            id            TEXT NOT NULL,
            command_id    TEXT NOT NULL,
            append_id     BLOB NOT NULL,
            seq           INTEGER NOT NULL,
            reply_type    TEXT NOT NULL,
            reply_version INTEGER NOT NULL,
            reply         TEXT NOT NULL,
            checksum      INTEGER NOT NULL,
            at            INTEGER NOT NULL,
            UNIQUE(kind, id, command_id));
        INSERT INTO reply(kind, id, command_id, append_id, seq, reply_type, reply_version, reply, checksum, at)
        SELECT kind, id, command_id, append_id, seq, reply_type, reply_version, reply, checksum, at FROM command ORDER BY at;
        DROP TABLE command;
        ALTER TABLE reply RENAME TO command;
        """,

        """
        CREATE TABLE lease(
            name   TEXT NOT NULL PRIMARY KEY,
            holder TEXT NOT NULL,
            epoch  INTEGER NOT NULL,
            until  INTEGER NOT NULL) WITHOUT ROWID;
        """,
    ]);
}
