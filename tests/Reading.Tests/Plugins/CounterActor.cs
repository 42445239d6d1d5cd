using Akka.Actor;
using Akka.Persistence;
using Fresnel.Messages.Entities;
using Fresnel.Reading.Tests.Support;

namespace Fresnel.Reading.Tests.Plugins;

/// <summary>A counter that is journaled. A persist that fails is answered with its cause.</summary>
public sealed class CounterActor : ReceivePersistentActor
{
    private int total;
    private int events;
    private bool fromSnapshot;

    public CounterActor(string name, Action<string>? started = null)
    {
        PersistenceId = $"counter/{name}";
        started?.Invoke(name);
        Recover<CounterAdded>(added =>
        {
            events++;
            total += added.Amount;
        });
        Recover<SnapshotOffer>(offer =>
        {
            fromSnapshot = true;
            total = ((CounterTotal)offer.Snapshot).Total;
        });
        Command<Ask>(_ => Sender.Tell(new Recovered(events, fromSnapshot, total, LastSequenceNr)));
        Command<Add>(add => Persist(new CounterAdded(add.Amount, new EventMeta(JournalRow.At, 1, "c-1")), added =>
        {
            total += added.Amount;
            Sender.Tell(total);
        }));
        Command<Save>(_ =>
        {
            var asker = Sender;
            SaveSnapshot(new CounterTotal(total));
            Become(() =>
            {
                Command<SaveSnapshotSuccess>(_ =>
                {
                    asker.Tell("saved");
                    UnbecomeStacked();
                });
                Command<SaveSnapshotFailure>(failed => asker.Tell(new Status.Failure(failed.Cause)));
            });
        });
    }

    public override string PersistenceId { get; }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Sender.Tell(new Status.Failure(cause));
}
