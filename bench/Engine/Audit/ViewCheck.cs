using Fresnel.Engine.Driver.Load;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Audit;

/// <summary>Checks <see cref="AuditCheck.Views"/>.</summary>
internal static class ViewCheck
{
    /// <summary>Runs it.</summary>
    public static void Run(IReadOnlyDictionary<EntityId, EntityHistory> histories, IEnumerable<Attempt> attempts,
        IEnumerable<EntityAnswer> lastViews, AuditReport report)
    {
        // A repeated answer carries the view of now, which is that of no one version.
        foreach (var attempt in attempts.Where(attempt => attempt.IsNew && attempt.Answer is { Status: AnswerStatus.Accepted }))
        {
            report.Views++;
            var answer = attempt.Answer!;
            var fold = histories.GetValueOrDefault(answer.Entity)?.StateAt(answer.Version);
            if (fold is null || !fold.View.Equals(answer.View))
            {
                var what = $"{answer.Entity}: the answer to {answer.CorrelationId} shows {answer.View}";
                report.Add(AuditCheck.Views, $"{what}, the fold at {answer.Version} is {fold?.View}");
            }
        }

        foreach (var answer in lastViews)
        {
            report.Views++;
            var fold = histories.GetValueOrDefault(answer.Entity)?.State;
            if (answer.Status is not AnswerStatus.Accepted || fold is null || !fold.View.Equals(answer.View))
                report.Add(AuditCheck.Views, $"{answer.Entity} shows {answer.View} ('{answer.Code}'), the fold is {fold?.View}");
        }
    }
}
