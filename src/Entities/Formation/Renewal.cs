namespace Fresnel.Entities.Formation;

/// <summary>What one renewal writes.</summary>
/// <param name="Self">This process.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="First">Whether its row is written for the first time. Later it is only renewed: a deleted row stays deleted.</param>
/// <param name="Lease">Whether the lease is renewed, or taken if it has expired.</param>
/// <param name="Removed">The removed members whose rows are deleted.</param>
internal sealed record Renewal(MemberKey Self, IReadOnlyList<string> Roles, bool First, bool Lease, IReadOnlyList<MemberKey> Removed);
