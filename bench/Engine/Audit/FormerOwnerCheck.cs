using Fresnel.Engine.Driver.Load;

namespace Fresnel.Engine.Audit;

/// <summary>
/// Checks <see cref="AuditCheck.FormerOwners"/> by the callers' clock: an answer to what was sent after a newer activation had
/// answered was given by a former owner. (One that was given before and came late is held against the journal alone.)
/// </summary>
internal static class FormerOwnerCheck
{
    /// <summary>Runs it.</summary>
    public static void Run(IEnumerable<Attempt> attempts, AuditReport report)
    {
        foreach (var entity in attempts.Where(attempt => attempt.IsFinal).GroupBy(attempt => attempt.Command.Entity))
            Check([.. entity.OrderBy(attempt => attempt.EndedAt)], report);
    }

    private static void Check(Attempt[] answered, AuditReport report)
    {
        var bySending = answered.OrderBy(attempt => attempt.SentAt);
        Attempt? newest = null;
        var next = 0;
        foreach (var attempt in bySending)
        {
            for (; next < answered.Length && answered[next].EndedAt < attempt.SentAt; next++)
            {
                if (newest is null || answered[next].Answer!.Activation > newest.Answer!.Activation) newest = answered[next];
            }

            if (newest is not null && attempt.Answer!.Activation < newest.Answer!.Activation)
            {
                var former = $"activation {attempt.Answer.Activation} on {attempt.Answer.Node} answered {attempt.Command.CommandId}";
                var sent = $"('{attempt.Answer.Code}'), sent at {attempt.SentAt.TotalSeconds:0.000} s";
                var newer = $"activation {newest.Answer.Activation} on {newest.Answer.Node}";
                var at = $"{newest.EndedAt.TotalSeconds:0.000} s";
                report.Add(AuditCheck.FormerOwners, $"{attempt.Command.Entity}: {former} {sent}, after {newer} had answered at {at}");
            }
        }
    }
}
