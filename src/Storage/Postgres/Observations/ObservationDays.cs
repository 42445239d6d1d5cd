using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Fresnel.Storage.Postgres.Observations;

/// <summary>The tables of observations, one a day (UTC): made before they are needed, dropped when all in them is too old.</summary>
internal sealed class ObservationDays
{
    private const string Prefix = "observation_";
    private const string Format = "yyyyMMdd";

    // Nodes that make the same day at once do it one after the other.
    private const long MakingLock = 0x4672_6573_6e65_6c02;

    private readonly ConcurrentDictionary<DateOnly, bool> known = [];

    /// <summary>The day of a time.</summary>
    public static DateOnly Of(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    /// <summary>The table of a day.</summary>
    public static string Table(DateOnly day) => Prefix + day.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Makes the tables of days that are missing, and of the day after each.</summary>
    public async ValueTask EnsureAsync(NpgsqlConnection connection, IEnumerable<DateOnly> days, CancellationToken cancel)
    {
        foreach (var day in days.SelectMany(day => day < DateOnly.MaxValue ? (DateOnly[])[day, day.AddDays(1)] : [day]).Distinct())
        {
            if (known.ContainsKey(day)) continue;
            if (!(await ListAsync(connection, cancel).ConfigureAwait(false)).Contains(day)) await MakeAsync(connection, day, cancel).ConfigureAwait(false);
            known[day] = true;
        }
    }

    /// <summary>Another node may have dropped a table.</summary>
    public void Forget() => known.Clear();

    /// <summary>The days that have a table, oldest first.</summary>
    public static async ValueTask<IReadOnlyList<DateOnly>> ListAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string sql = "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'observation'::regclass ORDER BY 1";
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        var days = new List<DateOnly>();
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            if (DateOnly.TryParseExact(reader.GetString(0)[Prefix.Length..], Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) days.Add(day);
        }

        return days;
    }

    /// <summary>Drops the table of a day.</summary>
    /// <returns>How many observations it held.</returns>
    public static async ValueTask<long> DropAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancel)
    {
        // Counting a day may take its time; it holds nobody up.
        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var count = new NpgsqlCommand($"SET LOCAL statement_timeout = '60s'; SELECT count(*) FROM {Table(day)}", connection) { CommandTimeout = 65 };
        var held = (long)(await count.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
        await using var drop = new NpgsqlCommand($"SET LOCAL statement_timeout = '4s'; DROP TABLE {Table(day)}", connection);
        await drop.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        return held;
    }

    // Attached, not created as a partition: that would lock out everyone who reads or writes meanwhile.
    private static async ValueTask MakeAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancel)
    {
        var (from, to) = (Ticks(day), day < DateOnly.MaxValue ? Ticks(day.AddDays(1)) : long.MaxValue);
        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using var hold = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({MakingLock})"), connection);
        await hold.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        if (!(await ListAsync(connection, cancel).ConfigureAwait(false)).Contains(day))
        {
            var sql = string.Create(CultureInfo.InvariantCulture,
                $"""
                CREATE TABLE {Table(day)} (LIKE observation INCLUDING ALL);
                ALTER TABLE observation ATTACH PARTITION {Table(day)} FOR VALUES FROM ({from}) TO ({to})
                """);
            await using var make = new NpgsqlCommand(sql, connection);
            await make.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    private static long Ticks(DateOnly day) => StoredTime.Ticks(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
}
