using System.Text;
using Fresnel.Engine.Counting;
using Microsoft.Data.Sqlite;

namespace Fresnel.Engine.Writers;

/// <summary>Fills the journal of a SQLite store with events and holes, past the engine.</summary>
internal static class SampleEvents
{
    private const int EventsOfOne = 100;
    private const int HoleEvery = 50;
    private const int LargeHole = 10_000;
    private const string At = "2026-11-26T12:00:00Z";

    /// <summary>Fills it.</summary>
    /// <param name="file">The file; its tables are there.</param>
    /// <param name="count">How many events, of entities with 100 each.</param>
    public static void Fill(string file, int count)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText =
            """
            INSERT INTO entity_journal
                (ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            VALUES ($1, 0, 0, $2, $3, $4, $5, 7301, 'sample')
            """;
        var values = Enumerable.Range(1, 5).Select(i => insert.Parameters.AddWithValue($"${i}", null)).ToArray();
        for (var i = 0; i < count; i++)
        {
            var (entity, sequence) = (i / EventsOfOne, (i % EventsOfOne) + 1);
            values[0].Value = i + 1 + (i / HoleEvery) + (i > count / 2 ? LargeHole : 0);
            values[1].Value = $"{CounterState.Kind}/s{entity}";
            values[2].Value = sequence;
            values[3].Value = Encoding.UTF8.GetBytes(Json(sequence));
            values[4].Value = sequence == 1 ? "entity.activated/1" : "counter.added/1";
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static string Json(int sequence) => sequence == 1
        ? $$$"""{"node":"sample:1#1","_":{"at":"{{{At}}}","activation":1,"status":"disabled"}}"""
        : $$$"""{"n":1,"_":{"at":"{{{At}}}","activation":1}}""";
}
