namespace Fresnel.Entities.Formation;

/// <summary>Asks whether a process listens on a TCP port.</summary>
internal interface IPortProbe
{
    /// <summary>Tries to connect once.</summary>
    /// <param name="endpoint">The endpoint: <c>host:port</c>.</param>
    /// <param name="limit">After this time the port counts as silent.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    Task<PortAnswer> AskAsync(string endpoint, TimeSpan limit, CancellationToken cancellationToken);
}
