using Npgsql;
using NpgsqlTypes;

namespace Fresnel.Storage.Postgres;

/// <summary>Parameters in the order of their numbers, without boxing.</summary>
internal static class PostgresCommands
{
    /// <summary>Adds the next parameter.</summary>
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>Adds the next parameter, of a type that its value does not tell.</summary>
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, T value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return command;
    }
}
