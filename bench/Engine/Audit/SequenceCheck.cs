namespace Fresnel.Engine.Audit;

/// <summary>Checks <see cref="AuditCheck.Sequences"/>.</summary>
internal static class SequenceCheck
{
    /// <summary>Runs it.</summary>
    public static void Run(IEnumerable<EntityHistory> histories, AuditReport report)
    {
        foreach (var history in histories) Check(history, report);
    }

    private static void Check(EntityHistory history, AuditReport report)
    {
        var ordering = long.MinValue;
        for (var i = 0; i < history.Rows.Count; i++)
        {
            var row = history.Rows[i];
            if (row.Sequence != i + 1)
            {
                report.Add(AuditCheck.Sequences, $"{history.Entity}: row {i + 1} has the sequence number {row.Sequence}");
                return;
            }

            if (row.Ordering <= ordering)
                report.Add(AuditCheck.Sequences, $"{history.Entity} {row.Sequence} was written before {row.Sequence - 1}");
            ordering = row.Ordering;
        }
    }
}
