namespace Fresnel.Journal.Sqlite;

/// <summary>The tables of one kind of database, as the steps that lead from version to version.</summary>
/// <param name="What">What the database is, for messages: <c>journal</c>.</param>
/// <param name="ApplicationId">Marks the file as ours (SQLite's <c>application_id</c>).</param>
/// <param name="Steps">The statements that lead from version n to n + 1; their count is the newest version.</param>
internal sealed record SqliteSchema(string What, int ApplicationId, IReadOnlyList<string> Steps)
{
    /// <summary>Brings the database to the newest version.</summary>
    /// <param name="database">The database.</param>
    /// <param name="seed">Run after the steps, in the same transaction, where the database was empty.</param>
    /// <exception cref="JournalSchemaException">It is of a newer build, or not ours.</exception>
    public void Prepare(SqliteDatabase database, Action? seed = null)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            var version = database.QueryInt64("PRAGMA user_version");
            var tables = database.QueryInt64("SELECT count(*) FROM sqlite_schema");
            if ((tables > 0 || version > 0) && database.QueryInt64("PRAGMA application_id") != ApplicationId)
                throw new JournalSchemaException($"'{database.Path}' is a database, but not a {What} of Fresnel.");
            if (version > Steps.Count)
                throw new JournalSchemaException($"The {What} '{database.Path}' has schema version {version} and this build knows versions up to {Steps.Count}: use a newer build.");
            for (var step = (int)version; step < Steps.Count; step++) database.Execute(Steps[step]);
            if (version == 0)
            {
                database.Execute($"PRAGMA application_id = {ApplicationId}");
                seed?.Invoke();
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
