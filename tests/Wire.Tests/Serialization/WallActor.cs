using Akka.Actor;
using Akka.Persistence;

namespace Fresnel.Wire.Tests.Serialization;

/// <summary>Journals what it is sent and tells its watcher what becomes of it: a persistent actor without any logic.</summary>
internal sealed class WallActor : ReceivePersistentActor
{
    private readonly IActorRef watcher;

    public WallActor(string persistenceId, IActorRef watcher)
    {
        PersistenceId = persistenceId;
        this.watcher = watcher;
        Recover<object>(message => watcher.Tell(message is SnapshotOffer offer ? offer.Snapshot : message));
        Command<Save>(save => SaveSnapshot(save.Snapshot));
        Command<SaveSnapshotSuccess>(_ => watcher.Tell("saved"));
        Command<SaveSnapshotFailure>(failure => watcher.Tell(failure.Cause));
        CommandAny(message => Persist(message, _ => watcher.Tell("persisted")));
    }

    public override string PersistenceId { get; }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => watcher.Tell(new Failed("recovery", reason));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        watcher.Tell(new Failed("persist", cause));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        watcher.Tell(new Failed("rejected", cause));

    internal sealed record Save(object Snapshot);

    internal sealed record Failed(string What, Exception Cause);
}
