namespace Fresnel.LocalCluster;

/// <summary>Kinds of <see cref="LocalClusterException"/>.</summary>
public enum LocalClusterFault
{
    /// <summary>It failed.</summary>
    Failed,

    /// <summary>What was named, or what is needed, does not exist.</summary>
    NotFound,

    /// <summary>It was not done in time; it may still happen.</summary>
    TimedOut,

    /// <summary>No process of the cluster answered.</summary>
    Unreachable,
}
