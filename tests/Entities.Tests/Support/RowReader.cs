using Akka.Actor;
using Akka.Persistence;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Tests.Support;

/// <summary>Reads all rows of an entity, and can append some: as a foreign owner would.</summary>
internal sealed class RowReader : UntypedPersistentActor
{
    private readonly List<JournaledEvent> rows = [];

    public RowReader(string persistenceId) => PersistenceId = persistenceId;

    public override string PersistenceId { get; }

    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    protected override void OnRecover(object message)
    {
        if (message is JournaledEvent row) rows.Add(row);
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Read:
                Sender.Tell((IReadOnlyList<JournaledEvent>)rows);
                break;
            case JournaledEvent row:
                Persist(row, written => Sender.Tell(new Written()));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    internal sealed class Read
    {
        public static Read Instance { get; } = new();
    }

    internal sealed record Written;
}
