namespace Fresnel.Entities.Persistence;

/// <summary>What may be wrong with the tables, in one line.</summary>
internal static class EntityStoreProblems
{
    /// <summary>The tables are of a later build.</summary>
    public static EntityStoreException Newer(EntityStoreOptions options, int found, int known) => new(FormattableString.Invariant(
        $"The entity store {options} has schema version {found} and this build knows versions up to {known}: use a newer build."));

    /// <summary>The file cannot have a write-ahead log.</summary>
    public static EntityStoreException NoLog(EntityStoreOptions options) => new(
        $"The entity store {options} cannot keep a write-ahead log where it is; allowed: a folder of a local disk.");

    /// <summary>The server is too old.</summary>
    public static EntityStoreException TooOld(EntityStoreOptions options, Version found, int oldest) => new(FormattableString.Invariant(
        $"The server of {options} is PostgreSQL {found}; allowed: {oldest} or newer."));

    /// <summary>The unique key is missing.</summary>
    public static EntityStoreException NoKey(EntityStoreOptions options, string table) => new(
        $"The table {table} of {options} has no unique key (persistence_id, sequence_number): "
        + "two owners could write the history of one entity. Add it.");
}
