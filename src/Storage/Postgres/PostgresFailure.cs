using System.Net.Sockets;
using Npgsql;

namespace Fresnel.Storage.Postgres;

/// <summary>PostgreSQL's errors, in the words of an operator.</summary>
internal static class PostgresFailure
{
    /// <summary>Whether an error is one of the driver's, of the server's, or of the way between them.</summary>
    public static bool IsOurs(Exception failure) => failure is NpgsqlException or SocketException or TimeoutException or IOException;

    /// <summary>Whether the connection is gone, so that the same may work on another one.</summary>
    public static bool IsLost(Exception failure) => failure switch
    {
        PostgresException refused => refused.SqlState[..2] == "08" || refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        _ => IsOurs(failure),
    };

    /// <summary>Whether another transaction came between, so that the same gets another answer when it is asked again.</summary>
    public static bool IsOvertaken(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Whether what was to be written is at fault, and not the server.</summary>
    public static bool IsOfTheData(Exception failure) =>
        failure is PostgresException refused && (refused.SqlState.StartsWith("22", StringComparison.Ordinal) || refused.SqlState is PostgresErrorCodes.ProgramLimitExceeded) || failure is InvalidCastException or System.Text.EncoderFallbackException;

    /// <summary>The exception for an error.</summary>
    /// <param name="address">The database.</param>
    /// <param name="failure">The error.</param>
    public static Exception Of(DatabaseAddress address, Exception failure)
    {
        if (failure is not PostgresException refused) return new StoreUnavailableException($"The database {address} cannot be reached: {Reason(failure)}", failure);
        var words = refused.MessageText.TrimEnd('.');
        return refused.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                new StoreSchemaException($"The database {address} refuses the user '{address.User}' or its password."),
            PostgresErrorCodes.InvalidCatalogName => new StoreSchemaException($"The server of {address} has no database '{address.Database}': create it, owned by '{address.User}'."),
            PostgresErrorCodes.InsufficientPrivilege => new StoreSchemaException($"The user '{address.User}' may not do what is needed in {address} ({words}): let it own the database."),
            PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.WrongObjectType =>
                new StoreSchemaException($"The tables of {address} are not those of a journal of Fresnel ({words}): name a database of its own."),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new StoreDamagedException($"The database {address} is damaged: {words}. Restore it from a backup."),
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => new StoreUnavailableException($"The database {address} did not answer in time: {words}.", failure),
            PostgresErrorCodes.ReadOnlySqlTransaction => new StoreUnavailableException($"The database {address} is read-only: it is a standby, or not the primary any more.", failure),
            PostgresErrorCodes.TooManyConnections => new StoreUnavailableException($"The database {address} has no connection left: {words}.", failure),
            PostgresErrorCodes.DiskFull => new StoreUnavailableException($"No space is left on the server of {address}.", failure),
            _ when refused.SqlState[..2] is "57" or "53" or "58" or "08" or "40" or "25" => new StoreUnavailableException($"The database {address} cannot be used now: {words}.", failure),
            _ => new InvalidOperationException($"PostgreSQL refused a statement on {address}: {words} (code {refused.SqlState})."),
        };
    }

    // The innermost says it best: "Connection refused", "Name or service not known".
    private static string Reason(Exception failure)
    {
        if (failure is TimeoutException || failure.InnerException is TimeoutException) return "it did not answer in time.";
        var words = failure.GetBaseException().Message.TrimEnd('.').ReplaceLineEndings(" ");
        return $"{words}.";
    }
}
