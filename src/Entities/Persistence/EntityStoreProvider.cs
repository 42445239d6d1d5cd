namespace Fresnel.Entities.Persistence;

/// <summary>The database that holds the journal of the entities.</summary>
public enum EntityStoreProvider
{
    /// <summary>A SQLite file, for a node that is a cluster of its own.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database (13 or newer) that the processes of a cluster share.</summary>
    Postgres,
}
