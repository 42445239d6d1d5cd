using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Audit;

/// <summary>What is audited: what the stores hold when nobody writes any more, and what callers were answered.</summary>
/// <param name="Rows">The journal, by ordering.</param>
/// <param name="Snapshots">The snapshots.</param>
/// <param name="Commands">What was sent.</param>
/// <param name="Attempts">What was answered.</param>
/// <param name="LastViews">The answers to queries after the last command.</param>
/// <param name="Catalogue">The catalogue; null where it is not looked at.</param>
internal sealed record AuditMaterial(
    IReadOnlyList<JournalRow> Rows,
    IReadOnlyList<SnapshotRow> Snapshots,
    IReadOnlyCollection<IssuedCommand> Commands,
    IReadOnlyCollection<Attempt> Attempts,
    IReadOnlyList<EntityAnswer> LastViews,
    IReadOnlyList<ListedEntity>? Catalogue);
