using Fresnel.Lighthouse.Api;
using Fresnel.Lighthouse.Configuration;
using Fresnel.Service.Api;
using Fresnel.Service.Api.Endpoints;
using Fresnel.Service.Hosting;
using Fresnel.Service.Pages;
using Fresnel.Service.Peers;

namespace Fresnel.Lighthouse.Hosting;

/// <summary>The web server of a lighthouse: the cluster's page and API, health and metrics; what is about cameras goes to a node.</summary>
internal static class LighthouseApi
{
    /// <summary>Puts the server together; nothing is listened on yet.</summary>
    public static WebApplication Build(LighthouseConfiguration configuration, ILoggerFactory loggers, Action<IServiceCollection> provide)
    {
        var builder = WebShell.CreateBuilder(configuration.Api, configuration.Lighthouse.StopLimit, loggers);
        var services = builder.Services;
        services.AddOpenApi("v1", options => OpenApiDocument.Configure(options, "A cluster: its members, its shards, what happens to it."));
        services.AddSingleton(configuration).AddSingleton(new PeerOptions(configuration.Lighthouse.Name, configuration.Api.Token));
        services.AddCluster().AddSingleton<IServiceHealth, LighthouseHealth>();
        provide(services);
        var app = builder.Build();
        WebShell.UseEdge(app);
        app.UseRouting();
        var api = app.MapGroup("/api/v1");
        SessionEndpoints.Map(api);
        InfoEndpoint.Map(api);
        ClusterEndpoints.Map(api);
        NodeForwarding.Map(api);
        HealthEndpoints.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        PageFiles.Map(app);
        app.MapGet("/", static () => Results.Redirect("/cluster")).ExcludeFromDescription();
        app.UseEndpoints(static _ => { });
        return app;
    }
}
