namespace Fresnel.Engine.Protocol;

/// <summary>What a host process is in its cluster.</summary>
internal enum HostRole
{
    /// <summary>A member that runs entities.</summary>
    Node,

    /// <summary>A member that runs no entities.</summary>
    Lighthouse,

    /// <summary>A cluster of one, on SQLite.</summary>
    Embedded,
}
