using System.Text.Json;
using Fresnel.Journal;
using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>
/// Every acknowledged command against the journal: its reply is remembered, and is the one the caller had; its events are
/// those of one append; a refusal wrote none. (No command of ours writes two events of one type.)
/// </summary>
internal sealed class ReplyCheck(IJournal journal, IMessageCodec codec, AuditReport report)
{
    public async Task RunAsync(CommandLedger ledger, IReadOnlyDictionary<StreamKey, List<StoredEvent>> streams)
    {
        var effects = streams.SelectMany(stream => stream.Value).Where(e => CauseOf(e) is not null).ToLookup(e => (e.Stream, CauseOf(e)!));
        foreach (var effect in effects) CheckOneAppend(effect.Key.Item2, [.. effect]);
        foreach (var entry in ledger.Entries) await CheckAsync(entry, [.. effects[(entry.Stream, entry.CommandId)]]);
        report.Commands = ledger.Entries.Count;
    }

    /// <summary>The id of the command that caused an event, or null.</summary>
    public static string? CauseOf(StoredEvent stored)
    {
        if (stored.Meta.IsEmpty) return null;
        using var meta = JsonDocument.Parse(stored.Meta);
        return meta.RootElement.ValueKind is JsonValueKind.Object && meta.RootElement.TryGetProperty("causation", out var cause) ? cause.GetString() : null;
    }

    private void CheckOneAppend(string command, StoredEvent[] events)
    {
        var first = events[0];
        if (events[^1].Seq - first.Seq != events.Length - 1 || events.Any(e => e.At != first.At || e.Epoch != first.Epoch))
            report.Add(AuditCheck.Replies, $"{first.Stream}: the command {command} had its effect more than once, in {string.Join(", ", events.Select(e => e.Seq))}.");
        foreach (var twice in events.GroupBy(e => e.Message.Type).Where(type => type.Count() > 1))
            report.Add(AuditCheck.Replies, $"{first.Stream}: the command {command} wrote {twice.Key} {twice.Count()} times, in {string.Join(", ", twice.Select(e => e.Seq))}.");
    }

    private async Task CheckAsync(AcknowledgedCommand entry, StoredEvent[] effect)
    {
        object? reply;
        try
        {
            reply = await journal.FindReplyAsync(entry.Stream, entry.CommandId, CancellationToken.None) is { } kept ? codec.Decode(kept) : null;
        }
        catch (JournalCorruptException damage)
        {
            report.Add(AuditCheck.Replies, damage.Message);
            return;
        }

        var what = $"{entry.Stream}: the command {entry.CommandId}";
        switch (reply)
        {
            case null:
                report.Add(AuditCheck.Replies, $"{what} was answered '{entry.RefusalCode ?? "accepted"}' and is not in the journal.");
                return;
            case Refusal refusal when refusal.Code != entry.RefusalCode:
                report.Add(AuditCheck.Replies, $"{what} was answered '{entry.RefusalCode ?? "accepted"}', the journal says '{refusal.Code}'.");
                break;
            case Refusal when effect.Length > 0:
                report.Add(AuditCheck.Replies, $"{what} was refused and wrote {effect[0].Message.Type}.");
                break;
            case not Refusal when entry.RefusalCode is not null:
                report.Add(AuditCheck.Replies, $"{what} was answered '{entry.RefusalCode}', the journal says {reply}.");
                break;
        }

        if (entry.Reply is not null && !entry.Reply.Equals(reply)) report.Add(AuditCheck.Replies, $"{what} was answered {entry.Reply}, the journal says {reply}.");
    }
}
