using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Protocol;

/// <summary>The response of a host process to a <see cref="HostRequest"/>: one line of JSON with one of these.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Answer">The entity's answer to a command or query.</param>
/// <param name="Identity">Who the process is.</param>
/// <param name="Cluster">The cluster as the process sees it.</param>
/// <param name="Standing">Whether the process is in good standing.</param>
/// <param name="Process">Its memory and processor time.</param>
/// <param name="Entities">The catalogue.</param>
/// <param name="EventsRead">How many events were read.</param>
/// <param name="Error">Why there is no answer.</param>
internal sealed record HostResponse(
    string Id,
    EntityAnswer? Answer = null,
    HostIdentity? Identity = null,
    ClusterSight? Cluster = null,
    HostStanding? Standing = null,
    ProcessFigures? Process = null,
    IReadOnlyList<ListedEntity>? Entities = null,
    int? EventsRead = null,
    string? Error = null);
