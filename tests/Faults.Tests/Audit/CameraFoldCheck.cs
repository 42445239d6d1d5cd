using Fresnel.Actors.Cameras;
using Fresnel.Journal;
using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages.Cameras;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>Folds each camera's events: the replies that were remembered, and the snapshot, must be what the fold says at their place.</summary>
internal sealed class CameraFoldCheck(IJournal journal, IMessageCodec codec, AuditReport report)
{
    public async Task RunAsync(IReadOnlyDictionary<StreamKey, List<StoredEvent>> streams)
    {
        foreach (var (stream, events) in streams)
        {
            if (stream.Kind != "camera") continue;
            try
            {
                await CheckAsync(stream, events);
            }
            catch (JournalCorruptException damage)
            {
                report.Add(AuditCheck.Replies, damage.Message);
            }
        }
    }

    private async Task CheckAsync(StreamKey stream, List<StoredEvent> events)
    {
        var snapshot = await journal.FindSnapshotAsync(stream, CancellationToken.None);
        if (snapshot?.Seq > events.Count) report.Add(AuditCheck.Snapshots, $"{stream}: a snapshot of {snapshot.Seq}, and {events.Count} events.");
        var state = CameraState.Initial;
        for (var i = 0; i < events.Count; i++)
        {
            state = state.Apply((CameraEvent)codec.Decode(events[i].Message));
            var cause = ReplyCheck.CauseOf(events[i]);
            if (cause is not null && (i + 1 == events.Count || ReplyCheck.CauseOf(events[i + 1]) != cause)) await CheckReplyAsync(events[i], cause, state);
            if (snapshot?.Seq == events[i].Seq && !state.Equals(codec.Decode(snapshot.State))) report.Add(AuditCheck.Snapshots, $"{stream}: the snapshot of {snapshot.Seq} is not the fold.");
        }
    }

    private async Task CheckReplyAsync(StoredEvent last, string command, CameraState state)
    {
        if (await journal.FindReplyAsync(last.Stream, command, CancellationToken.None) is not { } kept) return; // an entity's commands to itself have none
        if (codec.Decode(kept) is not CameraReplies.Done done || done != new CameraReplies.Done(state.Life, state.SettingsVersion, true))
            report.Add(AuditCheck.Replies, $"{last.Stream} {last.Seq}: the command {command} left {state.Life} at version {state.SettingsVersion}, its reply is {codec.Decode(kept)}.");
    }
}
