using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Protocol;

/// <summary>What a host process lets the driver do. Members may be called at any time, from any thread.</summary>
internal interface IHostGate
{
    /// <summary>Who the process is.</summary>
    HostIdentity Identity { get; }

    /// <summary>Sends a command through this process's gateway.</summary>
    Task<EntityAnswer> SendAsync(EntityId entity, string commandId, object command, TimeSpan deadline, CancellationToken cancellationToken);

    /// <summary>Asks for an entity's view through this process's gateway.</summary>
    Task<EntityAnswer> QueryAsync(EntityId entity, TimeSpan deadline, CancellationToken cancellationToken);

    /// <summary>The cluster as this process sees it.</summary>
    ClusterSight SeeCluster();

    /// <summary>Whether this process is in good standing.</summary>
    HostStanding SeeStanding();

    /// <summary>The catalogue of entities.</summary>
    Task<IReadOnlyList<ListedEntity>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Reads events from the start, up to a limit.</summary>
    /// <returns>How many there were.</returns>
    Task<int> ReadEventsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Starts leaving the cluster; the process ends afterwards.</summary>
    void Leave();
}
