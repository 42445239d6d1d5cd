using System.Text.Json;
using Fresnel.Engine.Counting;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;

namespace Fresnel.Engine.Audit;

/// <summary>Checks <see cref="AuditCheck.Snapshots"/>.</summary>
internal static class SnapshotCheck
{
    /// <summary>Runs it.</summary>
    public static void Run(IReadOnlyDictionary<EntityId, EntityHistory> histories, IEnumerable<SnapshotRow> snapshots, AuditReport report)
    {
        foreach (var row in snapshots)
        {
            report.Snapshots++;
            var what = $"the snapshot of {row.PersistenceId} at {row.Sequence}";
            if (!EntityId.TryParse(row.PersistenceId, out var entity)
                || histories.GetValueOrDefault(entity) is not { } history
                || history.StateAt(row.Sequence) is not { } fold)
            {
                report.Add(AuditCheck.Snapshots, $"{what} is of no event in the journal");
                continue;
            }

            try
            {
                var snapshot = (EntitySnapshot)CounterCodec.Instance.Decode(HistoryReader.Split(row.Manifest, row.Data));
                Check(what, snapshot, history, row.Sequence, fold, report);
            }
            catch (Exception damage) when (damage is JsonException or UnknownWireNameException or InvalidCastException)
            {
                report.Add(AuditCheck.Snapshots, $"{what} cannot be read: {damage.Message}");
            }
        }
    }

    private static void Check(
        string what, EntitySnapshot snapshot, EntityHistory history, long sequence, CounterState fold, AuditReport report)
    {
        if (!fold.Equals(snapshot.State)) report.Add(AuditCheck.Snapshots, $"{what} holds {snapshot.State}, the fold is {fold}");
        if (snapshot.MustRun != fold.MustRun || snapshot.Status != fold.Status)
            report.Add(AuditCheck.Snapshots, $"{what} says '{snapshot.Status}', the fold '{fold.Status}'");
        if (history.Find(sequence)?.Meta.Activation != snapshot.Activation)
            report.Add(AuditCheck.Snapshots,
                $"{what} is of activation {snapshot.Activation}, its last event of {history.Find(sequence)?.Meta.Activation}");
        var kept = history.Rows.Where(row => row.Sequence <= sequence && row.Meta is { Command: not null, Answer: not null })
            .Select(row => new RememberedAnswer(row.Meta.Command!, row.Meta.Answer!, row.Sequence, row.Meta.At)).ToArray();
        var remembered = snapshot.Answers.ToArray();

        // The oldest may be forgotten; what is remembered has no gaps.
        if (!kept.AsSpan().EndsWith(remembered))
            report.Add(AuditCheck.Snapshots,
                $"{what} remembers {remembered.Length} answers, which are not the last of the {kept.Length} in the journal");
        if (remembered.Length < Math.Min(kept.Length, LeastRemembered))
            report.Add(AuditCheck.Snapshots, $"{what} remembers {remembered.Length} answers of {kept.Length}");
    }

    private const int LeastRemembered = 256;
}
