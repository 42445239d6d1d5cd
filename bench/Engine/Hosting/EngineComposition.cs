using Microsoft.Extensions.Hosting;

namespace Fresnel.Engine.Hosting;

/// <summary>The composition of a host process: the engine of entities with the counter.</summary>
internal static class EngineComposition
{
    /// <summary>Adds the engine and an <see cref="Protocol.IHostGate"/> to it.</summary>
    public static Task AddEngineAsync(HostApplicationBuilder builder, HostOptions options, CancellationToken cancellationToken) =>
        throw new NotSupportedException("the engine is not composed yet");
}
