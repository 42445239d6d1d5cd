namespace Fresnel.Entities.Formation;

/// <summary>The standing of this process. Thread-safe.</summary>
/// <param name="isUp">Whether this process is a member that is up.</param>
/// <param name="renewals">The renewals of its row; null for an embedded node.</param>
internal sealed class NodeStanding(Func<bool> isUp, RenewalClock? renewals) : INodeStanding
{
    /// <inheritdoc/>
    public bool IsGood => (renewals is null || renewals.IsFresh) && isUp();
}
