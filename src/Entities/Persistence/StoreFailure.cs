using System.Net.Sockets;
using Fresnel.Storage.Events;
using Npgsql;

namespace Fresnel.Entities.Persistence;

/// <summary>PostgreSQL's errors in the words of an operator, without passwords.</summary>
internal static class StoreFailure
{
    /// <summary>Whether an error is one of the driver's, of the server's, or of the way between them.</summary>
    public static bool IsOurs(Exception failure) => failure is NpgsqlException or SocketException or TimeoutException or IOException;

    /// <summary>Whether the connection is gone, so that the same may work on another one.</summary>
    public static bool IsLost(Exception failure) => failure switch
    {
        PostgresException refused => refused.SqlState.StartsWith("08", StringComparison.Ordinal)
            || refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        TimeoutException or { InnerException: TimeoutException } => false,
        _ => IsOurs(failure),
    };

    /// <summary>The exception for an error.</summary>
    public static Exception Of(EntityStoreOptions store, Exception failure)
    {
        if (failure is not PostgresException refused)
            return new EventSourceUnavailableException($"The entity store {store} cannot be reached: {Reason(failure)}.", failure);
        var words = refused.MessageText.TrimEnd('.').ReplaceLineEndings(" ");
        return refused.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                new EntityStoreException($"The entity store {store} refuses the user '{store.Settings().Username}' or its password."),
            PostgresErrorCodes.InvalidCatalogName =>
                new EntityStoreException($"The server of {store} has no such database: create it, owned by the user."),
            PostgresErrorCodes.InsufficientPrivilege =>
                new EntityStoreException($"The user of {store} may not do what is needed ({words}): let it own the database."),
            PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
                or PostgresErrorCodes.WrongObjectType or PostgresErrorCodes.DatatypeMismatch =>
                new EntityStoreException($"The tables of {store} are not those of an entity store ({words}): name a database of its own."),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
                new EntityStoreException($"The entity store {store} is damaged: {words}. Restore it from a backup."),
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable =>
                new EventSourceUnavailableException($"The entity store {store} did not answer in time: {words}.", failure),
            _ => new EventSourceUnavailableException(
                $"The entity store {store} cannot be used now: {words} (code {refused.SqlState}).", failure),
        };
    }

    private static string Reason(Exception failure) =>
        failure is TimeoutException || failure.InnerException is TimeoutException
            ? "it did not answer in time"
            : failure.GetBaseException().Message.TrimEnd('.').ReplaceLineEndings(" ");
}
