using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Fresnel.Messages;
using Npgsql;

namespace Fresnel.Entities.Persistence;

/// <summary>Where the journal of the entities is kept, and how it is written.</summary>
public sealed partial class EntityStoreOptions
{
    /// <summary>The database. Default SQLite.</summary>
    public EntityStoreProvider Provider { get; init; } = EntityStoreProvider.Sqlite;

    /// <summary>The SQLite file, created where it is missing; its folder must exist. Required for SQLite.</summary>
    public string? File { get; init; }

    /// <summary>
    /// The connection string of the PostgreSQL database, as Npgsql reads it. Holds a password: never shown. Required for PostgreSQL.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>The number of shards; fixed when the cluster is created. Default 64; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int Shards { get; init; } = Messages.Shards.DefaultCount;

    /// <summary>The most events written in one transaction. Default 100; 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int BatchSize { get; init; } = 100;

    /// <summary>Transactions that write to PostgreSQL at once. Default 3; 1 to 16. SQLite has one writer, whatever this says.</summary>
    [Range(1, 16)]
    public int Parallelism { get; init; } = 3;

    /// <summary>Connections to PostgreSQL that the journal of one process may open. Default 20; 4 to 200.</summary>
    [Range(4, 200)]
    public int MaxConnections { get; init; } = 20;

    /// <summary>Entities of one process that recover at once. Default 50; 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrentRecoveries { get; init; } = 50;

    /// <summary>
    /// PostgreSQL ends a transaction in which the client is idle for longer. It bounds how long a frozen process can hold back
    /// the next owner of its entities and the readers of the journal. Default 3 s; 1 s to 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:30")]
    public TimeSpan TransactionLimit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The first part of the names of the journal's tables: <c>entity_journal</c>. Default <c>entity</c>; another one makes a
    /// store apart in the same database, as the warm-up of a node needs it. 1 to 20 characters of <c>a-z</c> and <c>_</c>.
    /// </summary>
    public string TablePrefix { get; init; } = "entity";

    /// <summary>Options for a SQLite file.</summary>
    public static EntityStoreOptions ForSqlite(string file) => new() { Provider = EntityStoreProvider.Sqlite, File = file };

    /// <summary>Options for a PostgreSQL database.</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    public static EntityStoreOptions ForPostgres(string connectionString) =>
        new() { Provider = EntityStoreProvider.Postgres, ConnectionString = connectionString };

    /// <summary>Checks the options.</summary>
    /// <exception cref="EntityStoreException">A value is missing or not allowed.</exception>
    public void Check()
    {
        foreach (var property in typeof(EntityStoreOptions).GetProperties())
        {
            if (property.GetCustomAttribute<RangeAttribute>() is not { } range || range.IsValid(property.GetValue(this))) continue;
            var value = string.Create(CultureInfo.InvariantCulture, $"'{property.GetValue(this)}'");
            throw Bad(property.Name, value, FormattableString.Invariant($"{range.Minimum} to {range.Maximum}"));
        }

        if (!Prefix().IsMatch(TablePrefix) || TablePrefix == "sharding")
        {
            const string Allowed = "1 to 20 characters of a-z and '_', other than 'sharding'";
            throw Bad(nameof(TablePrefix), $"'{EntityId.Printable(TablePrefix)}'", Allowed);
        }

        if (Provider == EntityStoreProvider.Sqlite)
        {
            if (string.IsNullOrWhiteSpace(File)) throw Bad(nameof(File), "missing", "the path of the SQLite file");
        }
        else if (Provider == EntityStoreProvider.Postgres)
        {
            Settings();
        }
        else
        {
            throw Bad(nameof(Provider), $"'{Provider}'", "Sqlite or Postgres");
        }
    }

    /// <summary>The store in messages, without a password: a path, or <c>postgresql://user@host:port/database</c>.</summary>
    public override string ToString()
    {
        if (Provider == EntityStoreProvider.Sqlite) return $"'{File}'";
        if (Parse() is not { } settings) return "(without a valid connection string)";
        return FormattableString.Invariant($"postgresql://{settings.Username}@{settings.Host}:{settings.Port}/{settings.Database}");
    }

    /// <summary>The connection string, parsed again. Holds the password.</summary>
    /// <exception cref="EntityStoreException">It is missing or not of the right form.</exception>
    internal NpgsqlConnectionStringBuilder Settings()
    {
        const string Allowed = "Host=…;Port=…;Username=…;Password=…;Database=…";
        if (string.IsNullOrWhiteSpace(ConnectionString)) throw Bad(nameof(ConnectionString), "missing", Allowed);
        var settings = Parse() ?? throw Bad(nameof(ConnectionString), "not of the right form (its value is not shown)", Allowed);
        return settings is { Host: { Length: > 0 }, Database: { Length: > 0 } }
            ? settings
            : throw Bad(nameof(ConnectionString), "without a host or a database", Allowed);
    }

    private NpgsqlConnectionStringBuilder? Parse()
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(ConnectionString);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or OverflowException)
        {
            return null; // the driver's words may repeat the text, and with it the password
        }
    }

    private static EntityStoreException Bad(string property, string value, string allowed) =>
        new($"The option {property} of the entity store is {value}; allowed: {allowed}.");

    [GeneratedRegex("^[a-z_]{1,20}$", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
