using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Persistence;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Wire.Tests.Clusters;

/// <summary>A sharded entity that counts commands, in the journal and in snapshots; one sent again at once is counted once.</summary>
internal sealed class TallyActor : ReceivePersistentActor
{
    private readonly EntityId id;
    private readonly string node;
    private int count;
    private string? last;

    public TallyActor(string entity, string node)
    {
        id = EntityId.Parse(entity);
        this.node = node;
        Recover<JournaledEvent>(Apply);
        Recover<SnapshotOffer>(offer => Restore((EntitySnapshot)offer.Snapshot));
        Command<EntityMessages.Command>(OnCommand);
        Command<SaveSnapshotSuccess>(_ => { });
    }

    public override string PersistenceId => $"tally-{id}";

    private void OnCommand(EntityMessages.Command command)
    {
        if (command.CommandId == last)
        {
            Answer(command);
            return;
        }

        var journaled = new JournaledEvent(new ClusterMessages.Added(node), new EventMeta(SampleBuilder.Moment, 1, command.CommandId));
        Persist(journaled, persisted =>
        {
            Apply(persisted);
            var state = new ClusterMessages.Count(count);
            if (count % 2 == 0) SaveSnapshot(new EntitySnapshot(state, 1, [Remembered()], null, true));
            Answer(command);
        });
    }

    private void Answer(EntityMessages.Command command) => Sender.Tell(new EntityAnswer(
        id,
        command.CommandId,
        AnswerStatus.Accepted,
        AnswerCodes.Done,
        Version: LastSequenceNr,
        View: new ClusterMessages.Count(count),
        Node: node));

    private void Apply(JournaledEvent journaled)
    {
        count++;
        last = journaled.Meta.Command;
    }

    private void Restore(EntitySnapshot snapshot)
    {
        count = ((ClusterMessages.Count)snapshot.State).Value;
        last = snapshot.Answers[0].CommandId;
    }

    private RememberedAnswer Remembered() =>
        new(last!, new JournaledAnswer("hash", AnswerCodes.Done), LastSequenceNr, SampleBuilder.Moment);

    internal sealed class Extractor() : HashCodeMessageExtractor(8)
    {
        public override string? EntityId(object message) => (message as IEntityMessage)?.Entity.ToString();
    }
}
