using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Driver.Load;

/// <summary>A process that takes commands from the driver.</summary>
internal interface IGateway
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Whether the driver is connected to it.</summary>
    bool IsConnected { get; }

    /// <summary>Sends a request, and waits for its response as long as the connection lives.</summary>
    /// <exception cref="HostGoneException">There is no connection, or it broke.</exception>
    Task<HostResponse> AskAsync(HostRequest request, CancellationToken cancellationToken);
}
