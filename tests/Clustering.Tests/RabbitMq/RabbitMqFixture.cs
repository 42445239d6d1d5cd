using Fresnel.Clustering.RabbitMq;
using Fresnel.Servers.Processes;
using Fresnel.Servers.RabbitMq;

namespace Fresnel.Clustering.Tests.RabbitMq;

/// <summary>One real broker for all tests of the collection; each test has a virtual host of its own on it.</summary>
public sealed class RabbitMqFixture : IAsyncLifetime
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

    /// <summary>A broker with nothing in it, on the real clock.</summary>
    public async Task<RabbitMqBroker> AddBrokerAsync(RabbitMqOptions? options = null) => BrokerAt(await AddHostAsync(), options);

    public static RabbitMqBroker BrokerAt(Uri uri, RabbitMqOptions? options = null) =>
        new(RabbitMqAddress.Parse(uri.OriginalString), options ?? new RabbitMqOptions(), TimeProvider.System);
}
