using Fresnel.Engine.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fresnel.Engine.Hosting;

/// <summary>A host process from start to end.</summary>
internal static class HostProcess
{
    /// <summary>Runs until the process is asked to end.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(HostOptions options, CancellationToken cancellationToken)
    {
        using var host = await BuildAsync(options, cancellationToken);
        await host.StartAsync(cancellationToken);
        var desk = new HostDesk(host.Services.GetRequiredService<IHostGate>());
        await using var listener = options.Socket is { } socket ? HostListener.Start(socket, desk) : null;
        await host.WaitForShutdownAsync(cancellationToken);
        return Environment.ExitCode;
    }

    /// <summary>Composes a host process without starting it.</summary>
    public static async Task<IHost> BuildAsync(HostOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Data);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = options.Name });
        builder.Logging.AddSimpleConsole(
            console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "HH:mm:ss.fff ", true));
        builder.Services.AddSingleton(TimeProvider.System);
        await EngineComposition.AddEngineAsync(builder, options, cancellationToken);
        return builder.Build();
    }
}
