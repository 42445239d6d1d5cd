using Akka.Actor;
using Akka.Hosting;
using Fresnel.Entities.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fresnel.Wire.Tests.Serialization;

/// <summary>An actor system without remoting, with the wire format put in as production does it.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private readonly IHost host;

    private LocalSystem(IHost host) => this.host = host;

    public ActorSystem System => host.Services.GetRequiredService<ActorSystem>();

    public WireSetup Setup => System.Settings.Setup.Get<WireSetup>().Value;

    public Akka.Serialization.Serialization Serialization => System.Serialization;

    public WireSerializer Wire => (WireSerializer)Serialization.FindSerializerForType(typeof(Messages.Entities.IWireMessage));

    public static async Task<LocalSystem> StartAsync(Action<AkkaConfigurationBuilder>? more = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("wire", akka =>
        {
            akka.ConfigureLoggers(loggers => loggers.ClearLoggers()).WithWire(TestCodec.Codec);
            more?.Invoke(akka);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new LocalSystem(host);
    }

    /// <summary>What an actor of another node gets: the bytes read by this system's serializers.</summary>
    public object Transfer(object message)
    {
        var serializer = Serialization.FindSerializerFor(message);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message);
        return Serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, manifest);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
