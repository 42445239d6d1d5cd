namespace Fresnel.Engine.Audit;

/// <summary>Checks <see cref="AuditCheck.Statuses"/>.</summary>
internal static class StatusCheck
{
    /// <summary>Runs it.</summary>
    public static void Run(IEnumerable<EntityHistory> histories, AuditReport report)
    {
        foreach (var history in histories) Check(history, report);
    }

    private static void Check(EntityHistory history, AuditReport report)
    {
        var (status, mustRun) = ((string?)null, false);
        for (var i = 0; i < history.Rows.Count; i++)
        {
            var meta = history.Rows[i].Meta;
            (status, mustRun) = (meta.Status ?? status, meta.MustRun ?? mustRun);
            if (meta is { Command: not null, Answer: null }) continue; // the command's last row says it
            var fold = history.StateAfter(i + 1);
            if (status != fold.Status || mustRun != fold.MustRun)
            {
                var what = $"{history.Entity} {history.Rows[i].Sequence} leaves '{status}' (must run: {mustRun})";
                report.Add(AuditCheck.Statuses, $"{what}, the fold is '{fold.Status}' ({fold.MustRun})");
            }
        }
    }
}
