using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Fresnel.LocalCluster.Processes;
using Fresnel.LocalCluster.RabbitMq;

namespace Fresnel.LocalCluster.Tests.RabbitMq;

public sealed class LocalRabbitMqTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("fresnel-rabbitmq-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (LocalRabbitMq.Find(folder) is { } left) await left.KillAsync(default);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Start_StopAndStartAgain_KeepsPortAndPasswordAndTellsNobody()
    {
        await using var server = await LocalRabbitMq.StartAsync(folder, ServerLifetime.WithStarter, default);
        var (uri, process) = (server.Uri, server.ProcessId);
        var again = LocalRabbitMq.Find(folder)!;
        Assert.Equal((uri, process), (again.Uri, again.ProcessId));

        // The settings that we ship are the ones in use, and everything listens on the loopback only.
        await server.EvaluateAsync("{ok, 86400000} = application:get_env(rabbit, consumer_timeout), {ok, 4} = application:get_env(rabbit, heartbeat).", default);
        await server.EvaluateAsync("[fresnel] = [binary_to_atom(User) || [{user, User} | _] <- rabbit_auth_backend_internal:list_users()].", default);
        var ports = await PortsAsync();
        Assert.Equal(3, ports.Length);
        Assert.All(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => ports.Contains(listener.Port)), listener => Assert.True(IPAddress.IsLoopback(listener.Address), $"{listener}"));

        await server.StopAsync(default);
        Assert.Null(server.ProcessId);
        Assert.All(ports, port => Assert.True(FreePort.IsFree(port)));
        using (var other = new TcpListener(IPAddress.Loopback, server.Port))
        {
            other.Start();
            var taken = await Assert.ThrowsAsync<ServerException>(() => server.StartAsync(default));
            Assert.Contains(server.Port.ToString(CultureInfo.InvariantCulture), taken.Message, StringComparison.Ordinal);
        }

        await server.StartAsync(default);
        Assert.Equal(uri, server.Uri);
        var password = uri.UserInfo.Split(':')[1];
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".log" or ".conf" || Path.GetFileName(file) == "definitions.json"))
            Assert.DoesNotContain(password, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ASettingThatIsNone_SaysWhatTheBrokerSaid()
    {
        var fault = await Assert.ThrowsAsync<ServerException>(() => LocalRabbitMq.StartAsync(folder, ServerLifetime.WithStarter, default, "no_such_setting = 1"));
        Assert.StartsWith("RabbitMQ ended while it started: ", fault.Message, StringComparison.Ordinal);
        Assert.Null(LocalRabbitMq.Find(folder)?.ProcessId);
    }

    [Theory]
    [InlineData(ServerLifetime.WithStarter)]
    [InlineData(ServerLifetime.Stays)]
    public async Task Starter_Killed_TheBrokerEndsOrStaysAsAsked(ServerLifetime lifetime)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(LocalRabbitMqTests).Assembly.Location, "rabbitmq", folder, lifetime.ToString()]) { RedirectStandardOutput = true })!;
        var id = int.Parse((await child.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);

        child.Kill();
        await child.WaitForExitAsync();

        var server = LocalRabbitMq.Find(folder)!;
        if (lifetime is ServerLifetime.Stays)
        {
            await server.EvaluateAsync("rabbit:is_running().", default);
            Assert.Equal(id, server.ProcessId);
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ports = await PortsAsync();
        while (server.ProcessId is not null || !ports.All(FreePort.IsFree)) await Task.Delay(10, limit.Token);
    }

    private async Task<int[]> PortsAsync()
    {
        await using var file = File.OpenRead(Path.Combine(folder, "server.json"));
        using var facts = await System.Text.Json.JsonDocument.ParseAsync(file);
        return [.. facts.RootElement.EnumerateObject().Where(static property => property.Name.EndsWith("Port", StringComparison.Ordinal)).Select(static property => property.Value.GetInt32())];
    }
}
