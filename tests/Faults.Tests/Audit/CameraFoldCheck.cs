using Fresnel.Actors.Cameras;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Fresnel.Messages.Wire;
using Fresnel.Storage;
using Fresnel.Storage.Events;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>Folds each camera's events: the replies that were remembered, and the snapshot, must be what the fold says at their place.</summary>
internal sealed class CameraFoldCheck(IEntityAudit entities, WireCodec codec, AuditReport report)
{
    public async Task RunAsync(IReadOnlyDictionary<EntityId, List<StoredEvent>> histories)
    {
        foreach (var (entity, events) in histories)
        {
            if (entity.Kind != "camera") continue;
            try
            {
                await CheckAsync(entity, events);
            }
            catch (StoreDamagedException damage)
            {
                report.Add(AuditCheck.Replies, damage.Message);
            }
        }
    }

    private async Task CheckAsync(EntityId entity, List<StoredEvent> events)
    {
        var snapshot = await entities.FindSnapshotAsync(entity, CancellationToken.None);
        if (snapshot?.Seq > events.Count) report.Add(AuditCheck.Snapshots, $"{entity}: a snapshot of {snapshot.Seq}, and {events.Count} events.");
        var state = CameraState.Initial;
        for (var i = 0; i < events.Count; i++)
        {
            state = state.Apply((CameraEvent)codec.Decode(events[i].Message));
            var cause = events[i].Cause;
            if (cause is not null && (i + 1 == events.Count || events[i + 1].Cause != cause)) await CheckReplyAsync(events[i], cause, state);
            if (snapshot?.Seq == events[i].Seq && !state.Equals(snapshot.State)) report.Add(AuditCheck.Snapshots, $"{entity}: the snapshot of {snapshot.Seq} is not the fold.");
        }
    }

    private async Task CheckReplyAsync(StoredEvent last, string command, CameraState state)
    {
        if (await entities.FindAnswerAsync(last.Entity, command, CancellationToken.None) is not { } kept) return; // an entity's commands to itself have none
        var wanted = new CameraReplies.Done(state.Life, state.SettingsVersion, true);
        if (kept.RefusalCode is not null || (kept.Reply is { } reply && !wanted.Equals(reply)))
        {
            report.Add(
                AuditCheck.Replies,
                $"{last.Entity} {last.Seq}: the command {command} left {state.Life} at version {state.SettingsVersion}, its reply is {kept.RefusalCode ?? kept.Reply}.");
        }
    }
}
