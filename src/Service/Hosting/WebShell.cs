using System.Net;
using System.Net.Sockets;
using Fresnel.Service.Api;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Api.Security;
using Fresnel.Service.Api.Streams;
using Fresnel.Service.Commands;
using Fresnel.Service.Configuration;
using Microsoft.AspNetCore.Connections;

namespace Fresnel.Service.Hosting;

/// <summary>The web server of a process, without what it serves: limits, edge, access, and one line where it cannot listen.</summary>
public static class WebShell
{
    /// <summary>A server with the parts that every process has; nothing is listened on yet.</summary>
    /// <param name="options">Where it listens, and to whom.</param>
    /// <param name="stopLimit">How long a stop waits for requests under way.</param>
    /// <param name="loggers">Where loggers come from.</param>
    public static WebApplicationBuilder CreateBuilder(ApiOptions options, TimeSpan stopLimit, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(WebShell).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = (long)options.MaxBodyKiB << 10;
            kestrel.Limits.MaxConcurrentConnections = 1024;
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port);
        });
        var services = builder.Services;
        services.AddSingleton(loggers);
        services.AddRoutingCore();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = stopLimit);
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.AddSingleton(options).AddSingleton<StreamSlots>();
        return builder;
    }

    /// <summary>Adds what every request passes first: headers, problem answers, access.</summary>
    public static void UseEdge(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Use((context, next) => ResponseHeaders.SetAsync(context, next));
        app.UseMiddleware<ProblemEdge>();
        app.UseMiddleware<AccessGate>(app.Services.GetRequiredService<ApiOptions>());
    }

    /// <summary>Tells a taken port before anything is made for a process that could not start.</summary>
    /// <exception cref="UserErrorException">The address or port cannot be listened on.</exception>
    public static void CheckFree(ApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
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
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(options);
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

    /// <summary>Signals are the verbs' matter.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
