using System.Globalization;
using Fresnel.Storage;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Journal.Sqlite;

/// <summary>What a journal records about its cluster when it is created.</summary>
/// <param name="Shards">The number of shards, fixed for good.</param>
/// <param name="DataEpoch">Names the history that cursors point into; a restore from a backup changes it.</param>
internal sealed record ClusterFacts(int Shards, Guid DataEpoch)
{
    /// <summary>The key under which <see cref="DataEpoch"/> is kept.</summary>
    public const string DataEpochKey = "data-epoch";

    private const string ShardsKey = "shards";

    /// <summary>Reads the facts.</summary>
    /// <param name="database">The journal.</param>
    /// <param name="shards">The number of shards asked for; null for the recorded one.</param>
    /// <exception cref="StoreSchemaException">It has another number of shards.</exception>
    public static ClusterFacts Read(SqliteDatabase database, int? shards)
    {
        var recorded = int.Parse(Read(database, ShardsKey), CultureInfo.InvariantCulture);
        if (shards is { } asked && asked != recorded)
            throw new StoreSchemaException($"The journal '{database.Path}' was created with {recorded} shards and {asked} were asked for: the number is fixed when a cluster is created.");
        return new ClusterFacts(recorded, Guid.Parse(Read(database, DataEpochKey)));
    }

    /// <summary>Records the facts of a new journal.</summary>
    public static void Seed(SqliteDatabase database, int shards)
    {
        database.Execute(string.Create(CultureInfo.InvariantCulture,
            $"""
            INSERT INTO cluster(key, value) VALUES ('{ShardsKey}', '{shards}'), ('{DataEpochKey}', '{Guid.NewGuid()}');
            WITH RECURSIVE n(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM n WHERE number < {shards - 1})
            INSERT INTO shard(number, epoch, baton) SELECT number, 0, 0 FROM n;
            """));
    }

    private static string Read(SqliteDatabase database, string key)
    {
        var statement = database.Prepare("SELECT value FROM cluster WHERE key = ?1");
        if (!statement.Bind(1, key).Step()) throw new StoreSchemaException($"The journal '{database.Path}' does not say its '{key}'.");
        var value = statement.Text(0);
        statement.Reset();
        return value;
    }
}
