namespace Fresnel.Entities.Formation;

/// <summary>Whether this process may activate entities.</summary>
public interface INodeStanding
{
    /// <summary>
    /// True while this process is a member of the cluster that is up, its row was renewed within the last 3 s by the monotonic clock,
    /// and the row still exists. Embedded nodes are in good standing while they are up.
    /// </summary>
    bool IsGood { get; }
}
