using Fresnel.Service.Api.Contracts;

namespace Fresnel.Service.Hosting;

/// <summary>Whether a process is well, with reasons.</summary>
public interface IServiceHealth
{
    /// <summary>Whether it is alive; answering is the proof.</summary>
    HealthAnswer Live();

    /// <summary>Whether its start is over.</summary>
    HealthAnswer Startup();

    /// <summary>Whether it can do its work.</summary>
    Task<HealthAnswer> ReadyAsync(CancellationToken cancellationToken);
}
