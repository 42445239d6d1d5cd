using System.Net;
using System.Net.Sockets;
using Fresnel.Cluster.Node.Api;
using Fresnel.Cluster.Node.Api.Endpoints;
using Fresnel.Cluster.Node.Api.Problems;
using Fresnel.Cluster.Node.Api.Security;
using Fresnel.Cluster.Node.Api.Streams;
using Fresnel.Cluster.Node.Cameras;
using Fresnel.Cluster.Node.Commands;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Cluster.Node.Dashboard;
using Fresnel.Cluster.Node.Telemetry;
using Fresnel.Media.Probing;
using Microsoft.AspNetCore.Connections;

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
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(ApiHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = (long)configuration.Api.MaxBodyKiB << 10;
            kestrel.Limits.MaxConcurrentConnections = 1024;
            kestrel.Listen(IPAddress.Parse(configuration.Api.Address), configuration.Api.Port);
        });
        var services = builder.Services;
        services.AddSingleton(loggers);
        services.AddRoutingCore();
        services.AddOpenApi("v1", OpenApiDocument.Configure);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        services.Configure<HostOptions>(options => options.ShutdownTimeout = configuration.Node.StopLimit);
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.AddSingleton(configuration).AddSingleton(configuration.Api);
        services.AddSingleton<CameraReader>().AddSingleton<CameraCommander>().AddSingleton<CredentialVault>();
        services.AddSingleton(provider => new VideoProbe(configuration.Ffmpeg, provider.GetRequiredService<TimeProvider>(), loggers.CreateLogger<VideoProbe>()));
        services.AddSingleton<PictureCache>().AddSingleton<PictureFeed>().AddSingleton<ObservationFeed>().AddSingleton<EventFeed>().AddSingleton<StreamSlots>();
        services.AddSingleton<NodeHealth>();
        provide(services);
        var app = builder.Build();
        Use(app);
        return app;
    }

    /// <summary>Tells a taken port before anything is made for a node that could not start.</summary>
    /// <exception cref="UserErrorException">The address or port cannot be listened on.</exception>
    public static void CheckFree(ApiOptions options)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Parse(options.Address), options.Port);
            listener.Start();
        }
        catch (SocketException fault)
        {
            throw fault.SocketErrorCode is SocketError.AddressAlreadyInUse ? Taken(options, fault) : CannotListen(options, fault);
        }
    }

    /// <summary>Begins to listen.</summary>
    /// <returns>The page's address.</returns>
    /// <exception cref="UserErrorException">The address or port cannot be listened on.</exception>
    public static async Task<Uri> StartAsync(WebApplication app, ApiOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            throw Taken(options, fault);
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            throw CannotListen(options, fault);
        }

        return new Uri(app.Urls.First());
    }

    private static UserErrorException Taken(ApiOptions options, Exception fault) =>
        new UserErrorException($"port {options.Port} on {options.Address} is taken: stop what listens there, or give another one (--port N; 0 picks a free one).", ExitCodes.Listen, fault);

    private static UserErrorException CannotListen(ApiOptions options, Exception fault) =>
        new UserErrorException($"cannot listen on {options.Address} port {options.Port}: {fault.GetBaseException().Message}.", ExitCodes.Listen, fault);

    private static void Use(WebApplication app)
    {
        var options = app.Services.GetRequiredService<ApiOptions>();
        app.Use((context, next) => ResponseHeaders.SetAsync(context, next));
        app.UseMiddleware<ProblemEdge>();
        app.UseMiddleware<AccessGate>(options);
        app.UseRouting();
        var api = app.MapGroup("/api/v1");
        NodeEndpoints.Map(api);
        CameraEndpoints.Map(api);
        CameraLiveEndpoints.Map(api);
        HistoryEndpoints.Map(api);
        JournalEndpoints.Map(api);
        ArtifactEndpoints.Map(api);
        HealthEndpoints.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        DashboardFiles.Map(app);
        app.Services.GetRequiredService<NodeMetrics>().Watch(app.Services.GetRequiredService<StreamSlots>());
        app.UseEndpoints(static _ => { });
    }

    /// <summary>Signals are the verbs' matter.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
