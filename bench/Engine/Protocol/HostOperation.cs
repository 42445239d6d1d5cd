namespace Fresnel.Engine.Protocol;

/// <summary>What the driver asks a host process.</summary>
internal enum HostOperation
{
    /// <summary>Who it is: <see cref="HostIdentity"/>.</summary>
    Hello,

    /// <summary>To send a command to an entity, through its own gateway.</summary>
    Send,

    /// <summary>To ask an entity for its view, through its own gateway.</summary>
    Query,

    /// <summary>The cluster as it sees it: <see cref="ClusterSight"/>.</summary>
    Members,

    /// <summary>Whether it is a member in good standing: <see cref="HostStanding"/>.</summary>
    Standing,

    /// <summary>Its memory and processor time: <see cref="ProcessFigures"/>.</summary>
    Process,

    /// <summary>The catalogue of entities, as its projection has it.</summary>
    List,

    /// <summary>How many events its event source reads from the start, up to <see cref="HostRequest.Limit"/>.</summary>
    Events,

    /// <summary>To leave the cluster and end.</summary>
    Leave,
}
