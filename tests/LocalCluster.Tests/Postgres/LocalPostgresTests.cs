using System.Diagnostics;
using System.Globalization;
using Fresnel.LocalCluster.Postgres;
using Fresnel.LocalCluster.Processes;
using Npgsql;

namespace Fresnel.LocalCluster.Tests.Postgres;

public sealed class LocalPostgresTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("fresnel-postgres-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (LocalPostgres.Find(folder) is { } left) await left.StopAsync(PostgresStop.Immediate, default);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Start_StopKillAndStartAgain_KeepsPortPasswordAndData()
    {
        await using var server = await LocalPostgres.StartAsync(folder, ServerLifetime.WithStarter, default);
        await RunAsync(server.Uri, "CREATE TABLE kept(number int); INSERT INTO kept VALUES (1)");

        await server.StopAsync(PostgresStop.Fast, default);
        Assert.Null(server.ProcessId);
        await server.StartAsync(default);
        await RunAsync(server.Uri, "INSERT INTO kept VALUES (2)");
        await server.KillAsync(default);
        Assert.Null(server.ProcessId);
        await server.StartAsync(default);
        await RunAsync(server.Uri, "INSERT INTO kept VALUES (3)");
        await server.StopAsync(PostgresStop.Immediate, default);
        await server.StartAsync(default);

        Assert.Equal(3L, await RunAsync(server.Uri, "SELECT count(*) FROM kept"));
        var again = LocalPostgres.Find(folder)!;
        Assert.Equal((server.Uri, server.ProcessId), (again.Uri, again.ProcessId));
    }

    [Fact]
    public async Task Start_TheRole_IsNoSuperuserAndNeedsItsPassword()
    {
        await using var server = await LocalPostgres.StartAsync(folder, ServerLifetime.WithStarter, default);

        Assert.Equal(false, await RunAsync(server.Uri, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"));
        Assert.Equal(true, await RunAsync(server.AdminUri, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"));
        var wrong = new UriBuilder(server.Uri) { Password = "wrong" }.Uri;
        Assert.Equal("28P01", (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(wrong, "SELECT 1"))).SqlState);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".log" or ".conf"))
            Assert.DoesNotContain(server.Uri.UserInfo.Split(':')[1], await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BelowAFolderThatItsUserCannotEnter_NamesThatFolder()
    {
        var closed = Directory.CreateDirectory(Path.Combine(folder, "closed")).FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var below = Path.Combine(closed, "below");

        if (Environment.IsPrivilegedProcess)
        {
            var fault = await Assert.ThrowsAsync<ServerException>(() => LocalPostgres.StartAsync(below, ServerLifetime.WithStarter, default));
            Assert.Contains($"its user 'postgres' cannot enter '{folder}'", fault.Message, StringComparison.Ordinal);
            Assert.Contains("--data", fault.Message, StringComparison.Ordinal);
        }
        else
        {
            await using var server = await LocalPostgres.StartAsync(below, ServerLifetime.WithStarter, default);
            Assert.Equal(1, await RunAsync(server.Uri, "SELECT 1"));
        }
    }

    [Theory]
    [InlineData(ServerLifetime.WithStarter)]
    [InlineData(ServerLifetime.Stays)]
    public async Task Starter_Killed_TheServerEndsOrStaysAsAsked(ServerLifetime lifetime)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(LocalPostgresTests).Assembly.Location, "postgres", folder, lifetime.ToString()]) { RedirectStandardOutput = true })!;
        var id = int.Parse((await child.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);

        child.Kill();
        await child.WaitForExitAsync();

        var server = LocalPostgres.Find(folder)!;
        if (lifetime is ServerLifetime.Stays)
        {
            Assert.Equal(1, await RunAsync(server.Uri, "SELECT 1"));
            Assert.Equal(id, server.ProcessId);
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (server.ProcessId is not null) await Task.Delay(10, limit.Token);
    }

    [Fact]
    public async Task Start_WhereThePortIsTaken_SaysSo()
    {
        await using var server = await LocalPostgres.StartAsync(folder, ServerLifetime.WithStarter, default);
        await server.StopAsync(PostgresStop.Fast, default);
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, server.Port);
        other.Start();

        var refused = await Assert.ThrowsAsync<ServerException>(() => server.StartAsync(default));

        Assert.Contains(server.Port.ToString(CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
    }

    private static async Task<object?> RunAsync(Uri uri, string sql)
    {
        var user = uri.UserInfo.Split(':');
        await using var connection = new NpgsqlConnection($"Host={uri.Host};Port={uri.Port};Username={user[0]};Password={user[1]};Database={uri.AbsolutePath[1..]};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
