using Akka.Actor;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Formation;
using Fresnel.Entities.Gateway;
using Fresnel.Entities.Hosting;
using Fresnel.Entities.Persistence;
using Fresnel.Entities.Security;
using Fresnel.Entities.Tests.Lights;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Entities.Tests.Hosting;

/// <summary>An embedded node as the program composes it: a cluster of one, sharded, on SQLite, over TLS.</summary>
internal sealed class EmbeddedNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IHost host;
    private readonly EntityNode node;

    private EmbeddedNode(IHost host, EntityNode node)
    {
        this.host = host;
        this.node = node;
    }

    public ActorSystem System => host.Services.GetRequiredService<ActorSystem>();

    public EntityEngine Engine => host.Services.GetRequiredService<EntityEngine>();

    public IEntityGateway Gateway => host.Services.GetRequiredService<IEntityGateway>();

    public EntityNode Node => node;

    /// <summary>Starts a node on a folder.</summary>
    public static async Task<EmbeddedNode> StartAsync(string folder, EntityOptions? options = null, TimeSpan? sweepEvery = null)
    {
        var settings = new EntityNodeOptions
        {
            Formation = new FormationOptions { Certificates = new CertificateOptions { Folder = Path.Combine(folder, "certificates") } },
            Store = EntityStoreOptions.ForSqlite(Path.Combine(folder, "journal.db")),
            Engine = new EntityEngineOptions { SweepEvery = sweepEvery ?? TimeSpan.FromSeconds(10) },
        };
        var node = await EntityNode.OpenAsync(settings, [typeof(LightState).Assembly], NullLoggerFactory.Instance, TimeProvider.System, default, new NoEnd());
        var builder = Host.CreateEmptyApplicationBuilder(null);
        node.AddTo(builder.Services, akka => akka.WithEntity<LightState, LightCommand, LightEvent>("light", options));
        var host = builder.Build();
        await host.StartAsync();
        return new EmbeddedNode(host, node);
    }

    public Task<EntityAnswer> SendAsync(EntityId entity, LightCommand command, string id) => Gateway.SendAsync(entity, command, id, Patience);

    public Task<EntityAnswer> ViewAsync(EntityId entity) => Gateway.QueryAsync(entity, new EntityMessages.GetView(), Patience);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        await node.DisposeAsync();
    }

    /// <summary>The tests' own process must not end.</summary>
    private sealed class NoEnd : IProcessEnd
    {
        public void End(ProcessEndCode code, string reason)
        {
        }
    }
}
