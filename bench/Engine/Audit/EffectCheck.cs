using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Fresnel.Engine.Counting;
using Fresnel.Engine.Driver.Load;
using Fresnel.Entities.Decisions;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Audit;

/// <summary>Checks <see cref="AuditCheck.Effects"/>: decides every command of the journal again.</summary>
internal static class EffectCheck
{
    /// <summary>Runs it.</summary>
    public static void Run(IReadOnlyDictionary<EntityId, EntityHistory> histories, IEnumerable<IssuedCommand> commands, AuditReport report)
    {
        var sent = new Dictionary<(EntityId, string), CounterCommand>();
        foreach (var command in commands)
        {
            if (!sent.TryAdd((command.Entity, command.CommandId), command.Command))
                report.Add(AuditCheck.Effects, $"{command.Entity}: {command.CommandId} was sent as two commands");
        }

        foreach (var history in histories.Values) Check(history, sent, report);
    }

    private static void Check(EntityHistory history, Dictionary<(EntityId, string), CounterCommand> sent, AuditReport report)
    {
        for (var first = 0; first < history.Rows.Count;)
        {
            var row = history.Rows[first];
            var end = first + 1;
            while (row.Meta.Command is not null && end < history.Rows.Count && history.Rows[end].Meta.Command == row.Meta.Command) end++;
            if (row.Meta.Command is { } id)
            {
                if (sent.TryGetValue((history.Entity, id), out var command)) Check(history, first, end, command, report);
                else report.Add(AuditCheck.Effects, $"{history.Entity} {row.Sequence}: nobody sent the command {id}");
            }
            else if (row.Event is not EntityEvents.Activated)
            {
                report.Add(AuditCheck.Effects, $"{history.Entity} {row.Sequence}: {row.Event} has no cause");
            }

            first = end;
        }
    }

    /// <summary>The hash by which the engine tells a repeated command from another one under its id.</summary>
    internal static string HashOf(CounterCommand command)
    {
        var data = CounterCodec.Instance.Encode(command);
        return Base64Url.EncodeToString(SHA256.HashData([.. Encoding.UTF8.GetBytes(data.Name), .. data.Json.Span]).AsSpan(0, 16));
    }

    private static void Check(EntityHistory history, int first, int end, CounterCommand command, AuditReport report)
    {
        var last = history.Rows[end - 1];
        Decision<CounterEvent> decision = history.StateAfter(first).Decide(command, last.Meta.At);
        var written = history.Rows.Skip(first).Take(end - first)
            .Select(row => row.Event)
            .Where(happened => happened is not EntityEvents.Answered)
            .ToArray();
        var what = $"{history.Entity} {last.Sequence}: the command {last.Meta.Command} ({command})";
        if (!written.SequenceEqual(decision.Events))
            report.Add(AuditCheck.Effects,
                $"{what} wrote [{string.Join(", ", written.Cast<object>())}] in place of [{string.Join(", ", decision.Events)}]");
        if (last.Meta.Answer?.Hash is { } hash && hash != HashOf(command))
            report.Add(AuditCheck.Effects, $"{what} is remembered under the hash of another command");
        if (last.Meta.Answer is { } answer
            && (answer.Code != decision.Code || answer.Refused != decision.Refused || answer.Detail != decision.Detail))
            report.Add(AuditCheck.Effects, $"{what} was answered {answer} in place of '{decision.Code}', '{decision.Detail}'");
    }
}
