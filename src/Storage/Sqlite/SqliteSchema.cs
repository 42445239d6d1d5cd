using Fresnel.Storage.Sqlite.Pages;

namespace Fresnel.Storage.Sqlite;

/// <summary>The tables of one kind of database, as the steps that lead from version to version.</summary>
/// <param name="What">What the database is, for messages: <c>journal</c>.</param>
/// <param name="ApplicationId">Marks the file as ours (SQLite's <c>application_id</c>).</param>
/// <param name="Remedy">What to do about a damaged one: a sentence.</param>
/// <param name="Steps">The statements that lead from version n to n + 1; their count is the newest version.</param>
internal sealed record SqliteSchema(string What, int ApplicationId, string Remedy, IReadOnlyList<string> Steps)
{
    /// <summary>Opens a database for writing: made where it is missing, and brought to the newest version.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="durable">Whether a commit waits for the disk.</param>
    /// <param name="seed">Run after the steps, in the same transaction, where the database was empty.</param>
    /// <exception cref="StoreSchemaException">It is of a newer build, or not ours.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be opened or written.</exception>
    /// <exception cref="StoreDamagedException">It is damaged.</exception>
    public SqliteDatabase Open(string path, bool durable, Action<SqliteDatabase>? seed = null)
    {
        SqliteFile.Seal(path, this);
        WalScan.Check(path, Remedy);
        var database = SqliteDatabase.OpenWriter(path, durable, Remedy);
        try
        {
            Prepare(database, seed);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database that was opened for writing before, for reading.</summary>
    public SqliteDatabase OpenReader(string path) => SqliteDatabase.OpenReader(path, Remedy);

    /// <summary>Checks that a database is ours, and not of a newer build.</summary>
    /// <returns>Its version; 0 where it is empty.</returns>
    /// <exception cref="StoreSchemaException">It is not.</exception>
    public long Check(SqliteDatabase database)
    {
        var version = database.QueryInt64("PRAGMA user_version");
        var tables = database.QueryInt64("SELECT count(*) FROM sqlite_schema");
        if ((tables > 0 || version > 0) && database.QueryInt64("PRAGMA application_id") != ApplicationId)
            throw new StoreSchemaException($"'{database.Path}' is a database, but not a {What} of Fresnel.");
        return version <= Steps.Count
            ? version
            : throw new StoreSchemaException($"The {What} '{database.Path}' has schema version {version} and this build knows versions up to {Steps.Count}: use a newer build.");
    }

    private void Prepare(SqliteDatabase database, Action<SqliteDatabase>? seed)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            var version = Check(database);
            for (var step = (int)version; step < Steps.Count; step++) database.Execute(Steps[step]);
            if (version == 0)
            {
                database.Execute($"PRAGMA application_id = {ApplicationId}");
                seed?.Invoke(database);
            }

            if (version < Steps.Count) database.Execute($"PRAGMA user_version = {Steps.Count}");
            database.Execute("COMMIT");
        }
        catch
        {
            database.Rollback();
            throw;
        }
    }
}
