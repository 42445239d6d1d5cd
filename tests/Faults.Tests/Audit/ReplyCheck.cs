using Fresnel.Messages;
using Fresnel.Storage;
using Fresnel.Storage.Events;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>
/// Every acknowledged command against the journal: its reply is remembered, and is the one the caller had; its events are
/// those of one append; a refusal wrote none. (No command of ours writes two events of one type.)
/// </summary>
internal sealed class ReplyCheck(IEntityAudit entities, AuditReport report)
{
    public async Task RunAsync(CommandLedger ledger, IReadOnlyDictionary<EntityId, List<StoredEvent>> histories)
    {
        var effects = histories.SelectMany(history => history.Value).Where(e => e.Cause is not null).ToLookup(e => (e.Entity, e.Cause!));
        foreach (var effect in effects) CheckOneAppend(effect.Key.Item2, [.. effect]);
        foreach (var entry in ledger.Entries) await CheckAsync(entry, [.. effects[(entry.Entity, entry.CommandId)]]);
        report.Commands = ledger.Entries.Count;
    }

    private void CheckOneAppend(string command, StoredEvent[] events)
    {
        var first = events[0];
        if (events[^1].Seq - first.Seq != events.Length - 1 || events.Any(e => e.At != first.At || e.Activation != first.Activation))
            report.Add(AuditCheck.Replies, $"{first.Entity}: the command {command} had its effect more than once, in {string.Join(", ", events.Select(e => e.Seq))}.");
        foreach (var twice in events.GroupBy(e => e.Message.Name).Where(type => type.Count() > 1))
            report.Add(AuditCheck.Replies, $"{first.Entity}: the command {command} wrote {twice.Key} {twice.Count()} times, in {string.Join(", ", twice.Select(e => e.Seq))}.");
    }

    private async Task CheckAsync(AcknowledgedCommand entry, StoredEvent[] effect)
    {
        KeptAnswer? kept;
        try
        {
            kept = await entities.FindAnswerAsync(entry.Entity, entry.CommandId, CancellationToken.None);
        }
        catch (StoreDamagedException damage)
        {
            report.Add(AuditCheck.Replies, damage.Message);
            return;
        }

        var what = $"{entry.Entity}: the command {entry.CommandId}";
        switch (kept)
        {
            case null:
                report.Add(AuditCheck.Replies, $"{what} was answered '{entry.RefusalCode ?? "accepted"}' and is not in the journal.");
                return;
            case { RefusalCode: { } code } when code != entry.RefusalCode:
                report.Add(AuditCheck.Replies, $"{what} was answered '{entry.RefusalCode ?? "accepted"}', the journal says '{code}'.");
                break;
            case { RefusalCode: not null } when effect.Length > 0:
                report.Add(AuditCheck.Replies, $"{what} was refused and wrote {effect[0].Message.Name}.");
                break;
            case { RefusalCode: null } when entry.RefusalCode is not null:
                report.Add(AuditCheck.Replies, $"{what} was answered '{entry.RefusalCode}', the journal says {kept.Reply}.");
                break;
        }

        if (entry.Reply is not null && kept.Reply is not null && !entry.Reply.Equals(kept.Reply))
            report.Add(AuditCheck.Replies, $"{what} was answered {entry.Reply}, the journal says {kept.Reply}.");
    }
}
