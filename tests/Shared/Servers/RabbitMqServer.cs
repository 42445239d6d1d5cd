using Fresnel.Clustering.RabbitMq;
using Fresnel.LocalCluster.Processes;
using Fresnel.LocalCluster.RabbitMq;

namespace Fresnel.Tests.Servers;

/// <summary>A RabbitMQ of the tests that share it, each with a virtual host of its own. It ends with them.</summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fresnel-rabbitmq-");
    private int hosts;

    public LocalRabbitMq Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await LocalRabbitMq.StartAsync(folder.FullName, ServerLifetime.WithStarter, default);

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>An empty virtual host.</summary>
    public async Task<Uri> AddHostAsync()
    {
        var name = $"test-{Interlocked.Increment(ref hosts)}";
        await Server.AddVirtualHostAsync(name, default);
        return Server.UriOf(name);
    }

    /// <summary>Deletes a virtual host, and whatever is in it.</summary>
    public Task DeleteHostAsync(Uri host) => Server.DeleteVirtualHostAsync(host.AbsolutePath[1..], default);

    /// <summary>A broker with nothing in it, on the real clock.</summary>
    public async Task<RabbitMqBroker> AddBrokerAsync(RabbitMqOptions? options = null) => BrokerAt(await AddHostAsync(), options);

    public static RabbitMqBroker BrokerAt(Uri uri, RabbitMqOptions? options = null) =>
        new(RabbitMqAddress.Parse(uri.OriginalString), options ?? new RabbitMqOptions(), TimeProvider.System);
}
