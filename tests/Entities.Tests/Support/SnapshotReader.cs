using Akka.Actor;
using Akka.Persistence;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Tests.Support;

/// <summary>Asks the snapshot store behind an entity's back.</summary>
internal sealed class SnapshotReader : ReceiveActor
{
    public SnapshotReader(string persistenceId)
    {
        var store = Akka.Persistence.Persistence.Instance.Apply(Context.System).SnapshotStoreFor(null);
        IActorRef asker = ActorRefs.Nobody;
        Receive<long>(most =>
        {
            asker = Sender;
            store.Tell(new LoadSnapshot(persistenceId, new SnapshotSelectionCriteria(most), long.MaxValue));
        });
        Receive<LoadSnapshotResult>(result => asker.Tell(new Found(result.Snapshot?.Metadata.SequenceNr)));
        Receive<(EntitySnapshot Snapshot, long Seq)>(save =>
        {
            asker = Sender;
            store.Tell(new SaveSnapshot(new SnapshotMetadata(persistenceId, save.Seq, DateTime.UnixEpoch), save.Snapshot));
        });
        Receive<SaveSnapshotSuccess>(_ => asker.Tell(new Found(null)));
    }

    /// <summary>The row of the newest snapshot, or null.</summary>
    internal sealed record Found(long? Seq);
}
