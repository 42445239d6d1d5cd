namespace Fresnel.Entities.Formation;

/// <summary>The row of <c>cluster_lease</c>: who may form a cluster, and who decides when it is split.</summary>
/// <param name="Owner"><c>host:port#uid</c> of the process that took it last; empty before the first.</param>
/// <param name="Left">The time until it expires by the database's clock; negative once it has expired.</param>
internal sealed record LeaseRow(string Owner, TimeSpan Left)
{
    /// <summary>Whether somebody holds the lease now.</summary>
    public bool IsHeld => Owner.Length > 0 && Left > TimeSpan.Zero;
}
