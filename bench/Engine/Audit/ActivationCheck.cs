using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Audit;

/// <summary>Checks <see cref="AuditCheck.Activations"/>.</summary>
internal static class ActivationCheck
{
    /// <summary>Runs it.</summary>
    public static void Run(IEnumerable<EntityHistory> histories, AuditReport report)
    {
        foreach (var history in histories) report.Activations += Check(history, report);
    }

    private static int Check(EntityHistory history, AuditReport report)
    {
        long current = 0;
        foreach (var row in history.Rows)
        {
            var what = $"{history.Entity} {row.Sequence}";
            if (row.Event is EntityEvents.Activated)
            {
                if (row.Meta.Activation != current + 1)
                    report.Add(AuditCheck.Activations, $"{what} begins activation {row.Meta.Activation} after {current}");
                current = row.Meta.Activation;
            }
            else if (row.Meta.Activation != current)
            {
                report.Add(AuditCheck.Activations, $"{what} was written by activation {row.Meta.Activation} during {current}");
            }
        }

        return (int)current;
    }
}
