using Npgsql;
using NpgsqlTypes;

namespace Fresnel.Entities.Persistence;

/// <summary>Parameters in the order of their numbers, without boxing.</summary>
internal static class PostgresParameters
{
    /// <summary>Adds the next parameter.</summary>
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>Adds the next parameter as a transaction id.</summary>
    public static NpgsqlCommand WithTransaction(this NpgsqlCommand command, long transaction)
    {
        command.Parameters.Add(new NpgsqlParameter<ulong> { TypedValue = (ulong)transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
        return command;
    }
}
