namespace Fresnel.Entities.Formation;

/// <summary>The row of another process in <c>cluster_member</c>.</summary>
/// <param name="Key">The process.</param>
/// <param name="Host">Whether it hosts coordinators, and so may be joined.</param>
/// <param name="Fresh">Whether it was renewed within the last 3 s by the database's clock.</param>
/// <param name="Dismissed">Whether an operator removed it for good.</param>
internal sealed record MemberRow(MemberKey Key, bool Host, bool Fresh, bool Dismissed);
