using Akka.Actor;
using Akka.Hosting;
using Fresnel.Entities.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fresnel.Reading.Tests.Plugins;

/// <summary>An actor system set up by the production extension, with the stand-in for the serializer.</summary>
internal sealed class TestSystem : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private const string Serializers =
        """
        akka.actor {
          serializers.fresnel = "Fresnel.Reading.Tests.Plugins.TinySerializer, Fresnel.Reading.Tests"
          serialization-bindings {
            "Fresnel.Reading.Tests.Plugins.CounterAdded, Fresnel.Reading.Tests" = fresnel
            "Fresnel.Reading.Tests.Plugins.CounterTotal, Fresnel.Reading.Tests" = fresnel
          }
        }
        akka.loglevel = WARNING
        """;

    private readonly IHost host;

    private TestSystem(IHost host) => this.host = host;

    public ActorSystem System => host.Services.GetRequiredService<ActorSystem>();

    public IServiceProvider Services => host.Services;

    public static async Task<TestSystem> StartAsync(EntityStoreOptions options, Action<AkkaConfigurationBuilder>? more = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("reading", (akka, _) =>
        {
            akka.AddHocon(Serializers, HoconAddMode.Prepend).WithEntityStore(options);
            more?.Invoke(akka);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return new TestSystem(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public IActorRef Start(string name) => System.ActorOf(Props.Create(() => new CounterActor(name, null)), $"{name}-{Guid.NewGuid():N}");

    public static Task<T> AskAsync<T>(IActorRef actor, object message) => actor.Ask<T>(message, Limit);

    public static async Task StopAsync(IActorRef actor) => await actor.GracefulStop(Limit);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
