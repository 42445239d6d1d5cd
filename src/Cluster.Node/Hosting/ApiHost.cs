using Fresnel.Cluster.Node.Api;
using Fresnel.Cluster.Node.Api.Endpoints;
using Fresnel.Cluster.Node.Api.Streams;
using Fresnel.Cluster.Node.Cameras;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Cluster.Node.Telemetry;
using Fresnel.Media.Probing;
using Fresnel.Service.Api;
using Fresnel.Service.Api.Endpoints;
using Fresnel.Service.Api.Streams;
using Fresnel.Service.Hosting;
using Fresnel.Service.Pages;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>The web server of a node: page, API, health and metrics.</summary>
internal static class ApiHost
{
    /// <summary>Puts the server together; nothing is listened on yet.</summary>
    /// <param name="configuration">The checked configuration.</param>
    /// <param name="loggers">Where loggers come from.</param>
    /// <param name="provide">Adds the parts of the node that the routes use.</param>
    public static WebApplication Build(NodeConfiguration configuration, ILoggerFactory loggers, Action<IServiceCollection> provide)
    {
        var builder = WebShell.CreateBuilder(configuration.Api, configuration.Node.StopLimit, loggers);
        var services = builder.Services;
        services.AddOpenApi("v1", options => OpenApiDocument.Configure(options, "Cameras that find people, and what they found."));
        services.AddSingleton(configuration);
        services.AddSingleton<CameraReader>().AddSingleton<CameraCommander>().AddSingleton<CredentialVault>();
        services.AddSingleton(provider => new VideoProbe(configuration.Ffmpeg, provider.GetRequiredService<TimeProvider>(), loggers.CreateLogger<VideoProbe>()));
        services.AddSingleton<PictureCache>().AddSingleton<PictureFeed>().AddSingleton<ObservationFeed>().AddSingleton<EventFeed>();
        services.AddSingleton<ShardShare>().AddSingleton<IServiceHealth, NodeHealth>();
        services.AddSingleton<LivePeers>().AddSingleton<ArtifactPeers>().AddCluster();
        provide(services);
        var app = builder.Build();
        Use(app);
        return app;
    }

    private static void Use(WebApplication app)
    {
        WebShell.UseEdge(app);
        app.UseRouting();
        var api = app.MapGroup("/api/v1");
        NodeEndpoints.Map(api);
        SessionEndpoints.Map(api);
        ClusterEndpoints.Map(api);
        CameraEndpoints.Map(api);
        CameraLiveEndpoints.Map(api);
        HistoryEndpoints.Map(api);
        JournalEndpoints.Map(api);
        ArtifactEndpoints.Map(api);
        HealthEndpoints.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        PageFiles.Map(app, typeof(ApiHost).Assembly);
        app.Services.GetRequiredService<NodeMetrics>().Watch(app.Services.GetRequiredService<StreamSlots>());
        app.UseEndpoints(static _ => { });
    }
}
