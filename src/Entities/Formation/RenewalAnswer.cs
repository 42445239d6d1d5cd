namespace Fresnel.Entities.Formation;

/// <summary>What the database answered to a renewal.</summary>
/// <param name="Lease">The lease after it.</param>
/// <param name="RowExists">Whether the row of this process exists.</param>
/// <param name="Dismissed">Whether an operator dismissed this process.</param>
internal sealed record RenewalAnswer(LeaseRow Lease, bool RowExists, bool Dismissed);
