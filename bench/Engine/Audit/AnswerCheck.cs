using Fresnel.Engine.Driver.Load;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Audit;

/// <summary>Checks <see cref="AuditCheck.Answers"/>: every final answer, refusals and late ones included.</summary>
internal static class AnswerCheck
{
    /// <summary>Runs it.</summary>
    public static void Run(IReadOnlyDictionary<EntityId, EntityHistory> histories, IEnumerable<Attempt> attempts, AuditReport report)
    {
        var rows = histories.Values
            .SelectMany(history => history.Rows
                .Where(row => row.Meta is { Command: not null, Answer: not null })
                .Select(row => (Key: (history.Entity, row.Meta.Command!), Row: row)))
            .ToLookup(found => found.Key, found => found.Row);
        var commands = attempts.Where(attempt => attempt.IsFinal).GroupBy(attempt => (attempt.Command.Entity, attempt.Command.CommandId));
        foreach (var command in commands)
        {
            report.Commands++;
            if (command.First().Answer is { Code: not AnswerCodes.Done }) report.Unchanged++;
            var row = rows[command.Key].FirstOrDefault();
            foreach (var attempt in command) Check(attempt, row, report);
        }
    }

    private static void Check(Attempt attempt, EntityRow? row, AuditReport report)
    {
        report.Answers++;
        var answer = attempt.Answer!;
        var what = $"{attempt.Command.Entity}: the command {attempt.Command.CommandId} was answered '{answer.Code}' "
            + $"({answer.Status}, version {answer.Version}, activation {answer.Activation})";
        if (answer.Entity != attempt.Command.Entity || answer.CorrelationId != attempt.Command.CommandId)
            report.Add(AuditCheck.Answers, $"{what} by an answer of {answer.Entity} to {answer.CorrelationId}");
        if (row is null)
        {
            report.Add(AuditCheck.Answers, $"{what} and is not in the journal");
            return;
        }

        var kept = row.Meta.Answer!;
        if (answer.Code != kept.Code || answer.Detail != kept.Detail || (answer.Status is AnswerStatus.Refused) != kept.Refused)
            report.Add(AuditCheck.Answers, $"{what}, the journal says {kept}");
        if (answer.Version != row.Sequence) report.Add(AuditCheck.Answers, $"{what}, the journal has it at {row.Sequence}");
        if (answer.Repeated ? answer.Activation < row.Meta.Activation : answer.Activation != row.Meta.Activation)
            report.Add(AuditCheck.Answers, $"{what}, it was written by activation {row.Meta.Activation}");
    }
}
