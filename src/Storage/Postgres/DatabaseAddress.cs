using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Web;
using Npgsql;

namespace Fresnel.Storage.Postgres;

/// <summary>Where a cluster's database is, and who asks: <c>postgresql://user:password@host:port/database?sslmode=require</c>.</summary>
public sealed class DatabaseAddress
{
    /// <summary>What an address looks like, for messages.</summary>
    public const string Form = "postgresql://user:password@host:port/database (and ?sslmode=disable, prefer, require, verify-ca or verify-full, ?sslrootcert=FILE)";

    private const int DefaultPort = 5432;
    private readonly string password;
    private readonly SslMode sslMode;
    private readonly string? rootCertificate;

    private DatabaseAddress(Uri uri, string user, string password, string database, SslMode sslMode, string? rootCertificate)
    {
        Host = uri.IdnHost.Trim('[', ']');
        Port = uri.Port < 0 ? DefaultPort : uri.Port;
        User = user;
        Database = database;
        this.password = password;
        this.sslMode = sslMode;
        this.rootCertificate = rootCertificate;
    }

    /// <summary>The server.</summary>
    public string Host { get; }

    /// <summary>Its port; 5432 where none is named.</summary>
    public int Port { get; }

    /// <summary>The role.</summary>
    public string User { get; }

    /// <summary>The database.</summary>
    public string Database { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The address, where it is one.</param>
    /// <param name="problem">What is wrong with it, without any of its secrets, where it is not.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DatabaseAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgresql" or "postgres"))
        {
            problem = $"it is not of the form {Form}";
            return false;
        }

        var user = uri.UserInfo.Split(':', 2);
        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        var query = HttpUtility.ParseQueryString(uri.Query);
        var mode = SslMode.Prefer;
        if (uri.Host.Length == 0) problem = $"it names no host: {Form}";
        else if (uri.Port == 0) problem = "its port is 0: 1 to 65,535 are allowed";
        else if (user[0].Length == 0) problem = $"it names no user: {Form}";
        else if (database.Length == 0 || database.Contains('/', StringComparison.Ordinal)) problem = $"it names no database: {Form}";
        else if (query.AllKeys.FirstOrDefault(key => key is not ("sslmode" or "sslrootcert")) is { } unknown) problem = $"it has a parameter '{Messages.EntityId.Printable(unknown)}': only sslmode and sslrootcert are known";
        else if (query["sslmode"] is { } named && !TryParseMode(named, out mode)) problem = $"its sslmode is '{Messages.EntityId.Printable(named)}': disable, allow, prefer, require, verify-ca and verify-full are allowed";
        if (problem is not null) return false;
        address = new DatabaseAddress(uri, Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? ""), database, mode, query["sslrootcert"]);
        return true;
    }

    /// <summary>The address without its password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"postgresql://{User}@{Host}:{Port}/{Database}");

    /// <summary>The driver's settings. Holds the password.</summary>
    internal NpgsqlConnectionStringBuilder Settings() => new()
    {
        Host = Host,
        Port = Port,
        Username = User,
        Password = password,
        Database = Database,
        SslMode = sslMode,
        RootCertificate = rootCertificate,
        ApplicationName = "fresnel",
    };

    private static bool TryParseMode(string text, out SslMode mode) =>
        Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out mode) && Enum.IsDefined(mode) && !char.IsAsciiDigit(text[0]);
}
