using Fresnel.Engine.Protocol;
using Fresnel.Messages;

namespace Fresnel.Engine.Audit;

/// <summary>Checks <see cref="AuditCheck.Catalogue"/>.</summary>
internal static class CatalogueCheck
{
    /// <summary>Runs it.</summary>
    public static void Run(
        IReadOnlyDictionary<EntityId, EntityHistory> histories, IReadOnlyList<ListedEntity> catalogue, AuditReport report)
    {
        report.Listed = catalogue.Count;
        foreach (var twice in catalogue.GroupBy(line => line.Entity).Where(lines => lines.Count() > 1))
            report.Add(AuditCheck.Catalogue, $"{twice.Key} is listed {twice.Count()} times");
        var listed = catalogue.DistinctBy(line => line.Entity).ToDictionary(line => line.Entity);
        foreach (var entity in listed.Keys.Where(entity => !histories.ContainsKey(entity)))
            report.Add(AuditCheck.Catalogue, $"{entity} is listed, and the journal knows nothing of it");
        foreach (var (entity, history) in histories)
        {
            // An entity that was only started has no status yet.
            if (history.Rows.All(row => row.Meta.Command is null)) continue;
            if (!listed.TryGetValue(entity, out var line)) report.Add(AuditCheck.Catalogue, $"{entity} is not listed");
            else if (line.Status != history.State.Status || line.MustRun != history.State.MustRun)
            {
                var fold = $"the fold is '{history.State.Status}' ({history.State.MustRun})";
                report.Add(AuditCheck.Catalogue, $"{entity} is listed as '{line.Status}' (must run: {line.MustRun}), {fold}");
            }
        }
    }
}
