using System.Collections.Concurrent;
using Fresnel.Messages;
using Npgsql;

namespace Fresnel.Storage.Postgres.Observations;

/// <summary>The numbers under which entities are kept in the tables of observations. They never change.</summary>
internal sealed class ObservationEntities
{
    private readonly ConcurrentDictionary<EntityId, int> known = [];

    /// <summary>The number of an entity that was ensured.</summary>
    public int NumberOf(EntityId entity) => known[entity];

    /// <summary>Gives a number to those that have none.</summary>
    public async ValueTask EnsureAsync(NpgsqlConnection connection, IEnumerable<EntityId> entities, CancellationToken cancel)
    {
        var missing = entities.Where(entity => !known.ContainsKey(entity)).Distinct().ToArray();
        if (missing.Length == 0) return;
        var ids = missing.Select(entity => entity.ToString()).Order(StringComparer.Ordinal).ToArray();
        await using (var insert = new NpgsqlCommand("INSERT INTO observed_entity(id) SELECT unnest($1) ON CONFLICT DO NOTHING", connection).With(ids))
            await insert.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        foreach (var entity in missing) await FindAsync(connection, entity, cancel).ConfigureAwait(false);
    }

    /// <summary>The number of an entity, or null where nothing of it was ever kept.</summary>
    public async ValueTask<int?> FindAsync(NpgsqlConnection connection, EntityId entity, CancellationToken cancel)
    {
        if (known.TryGetValue(entity, out var number)) return number;
        await using var find = new NpgsqlCommand("SELECT number FROM observed_entity WHERE id = $1", connection).With(entity.ToString());
        if (await find.ExecuteScalarAsync(cancel).ConfigureAwait(false) is not int found) return null;
        known[entity] = found;
        return found;
    }
}
