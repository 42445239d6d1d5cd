using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Audit;

/// <summary>Checks <see cref="AuditCheck.Once"/>, also for commands that nobody had an answer to.</summary>
internal static class OnceCheck
{
    /// <summary>Runs it.</summary>
    public static void Run(IEnumerable<EntityHistory> histories, AuditReport report)
    {
        foreach (var history in histories)
        {
            foreach (var rows in history.Rows.Where(row => row.Meta.Command is not null).GroupBy(row => row.Meta.Command))
                Check(history, [.. rows], report);
        }
    }

    private static void Check(EntityHistory history, EntityRow[] rows, AuditReport report)
    {
        var places = string.Join(", ", rows.Select(row => row.Sequence));
        var what = $"{history.Entity}: the command {rows[0].Meta.Command}";
        if (rows[^1].Sequence - rows[0].Sequence != rows.Length - 1
            || rows.Any(row => row.Meta.At != rows[0].Meta.At || row.Meta.Activation != rows[0].Meta.Activation))
            report.Add(AuditCheck.Once, $"{what} had its effect more than once, in {places}");
        if (rows.Count(row => row.Meta.Answer is not null) != 1 || rows[^1].Meta.Answer is null)
            report.Add(AuditCheck.Once,
                $"{what} has {rows.Count(row => row.Meta.Answer is not null)} answers in {places}");
        if (rows.Length > 1 && rows.Any(row => row.Event is EntityEvents.Answered or EntityEvents.Activated))
            report.Add(AuditCheck.Once,
                $"{what} was answered as without effect beside an effect, in {places}");
    }
}
