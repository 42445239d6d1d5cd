using Fresnel.Engine.Driver.Machine;
using Fresnel.LocalCluster.Postgres;
using Fresnel.LocalCluster.Processes;
using Npgsql;

namespace Fresnel.Engine.Driver.Database;

/// <summary>The PostgreSQL of a run, and each member's way to it.</summary>
internal sealed class ClusterDatabase : IAsyncDisposable
{
    private const string SocketName = ".s.PGSQL.5432";

    private readonly RunFolder folder;
    private readonly Dictionary<string, SocketRelay> relays = [];

    private ClusterDatabase(RunFolder folder, LocalPostgres server) => (this.folder, Server) = (folder, server);

    /// <summary>The server.</summary>
    public LocalPostgres Server { get; }

    /// <summary>The driver's own way, which no fault cuts.</summary>
    public string ConnectionString => Settings(Server.UriOf(LocalPostgres.Name)).ConnectionString;

    /// <summary>Starts a server that ends with this process.</summary>
    public static async Task<ClusterDatabase> StartAsync(RunFolder folder, CancellationToken cancellationToken) =>
        new(folder, await LocalPostgres.StartAsync(folder.Folder("pg"), ServerLifetime.WithStarter, cancellationToken));

    /// <summary>The way of a member.</summary>
    /// <param name="member">The member's name.</param>
    /// <param name="relayed">By a relay that can be cut; otherwise by the server's port.</param>
    public string ConnectionStringOf(string member, bool relayed)
    {
        var settings = Settings(Server.UriOf(LocalPostgres.Name));
        if (!relayed) return settings.ConnectionString;
        var place = folder.Folder($"pg-{member}");
        if (!relays.ContainsKey(member)) relays.Add(member, SocketRelay.Open(Path.Combine(place, SocketName), Server.Port));
        settings.Host = place;
        settings.Port = 5432;
        return settings.ConnectionString;
    }

    /// <summary>From now on nothing passes between a member and the server.</summary>
    public void Cut(string member) => relays[member].Cut();

    /// <summary>Everything passes again.</summary>
    public void Mend(string member) => relays[member].Mend();

    /// <summary>Kills the server and starts it again after a while.</summary>
    /// <param name="kill">By <c>kill -9</c>; otherwise by an immediate shutdown.</param>
    /// <param name="away">How long it stays away.</param>
    /// <param name="cancellationToken">Gives up; the server stays as it is.</param>
    public async Task RestartAsync(bool kill, TimeSpan away, CancellationToken cancellationToken)
    {
        await (kill ? Server.KillAsync(cancellationToken) : Server.StopAsync(PostgresStop.Immediate, cancellationToken));
        await Task.Delay(away, cancellationToken);
        await Server.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var relay in relays.Values) await relay.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static NpgsqlConnectionStringBuilder Settings(Uri address)
    {
        var user = address.UserInfo.Split(':');
        return new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port,
            Username = user[0],
            Password = user[1],
            Database = address.AbsolutePath[1..],
        };
    }
}
