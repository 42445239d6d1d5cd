using Fresnel.Messages;
using Npgsql;

namespace Fresnel.Engine.Writers;

/// <summary>
/// Takes the next number of an entity's history as another owner would: the next write of its owner fails, and with it the whole batch.
/// </summary>
internal static class ForcedConflict
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1.5);

    // The new activation, as another node would write it.
    private const string Insert = """
        INSERT INTO entity_journal(created, deleted, persistence_id, sequence_number, manifest, identifier, writer_uuid, message)
        SELECT created, false, persistence_id, sequence_number + 1, 'entity.activated/1', identifier, 'foreign',
               convert_to(jsonb_build_object('node', 'foreign:1#1', '_', jsonb_build_object(
                   'at', convert_from(message, 'UTF8')::jsonb -> '_' -> 'at',
                   'activation', (convert_from(message, 'UTF8')::jsonb -> '_' ->> 'activation')::bigint + 1))::text, 'UTF8')
        FROM entity_journal WHERE persistence_id = $1 ORDER BY sequence_number DESC LIMIT 1
        """;

    /// <summary>Does so again and again until it is stopped.</summary>
    /// <returns>How many conflicts were forced.</returns>
    public static async Task<int> RepeatAsync(string connectionString, EntityId entity, CancellationToken stop)
    {
        var forced = 0;
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Every, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) break;
            if (await TryAsync(connectionString, entity)) forced++;
        }

        return forced;
    }

    private static async Task<bool> TryAsync(string connectionString, EntityId entity)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var insert = new NpgsqlCommand(
                Insert, connection) { Parameters = { new NpgsqlParameter { Value = entity.ToString() } } };
            return await insert.ExecuteNonQueryAsync() == 1;
        }
        catch (PostgresException)
        {
            return false; // the owner was first, or the table is not made yet
        }
    }
}
