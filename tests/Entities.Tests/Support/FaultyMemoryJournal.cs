using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Fresnel.Entities.Tests.Support;

/// <summary>A journal in memory that refuses a sequence number twice, as the table does, and misbehaves as told.</summary>
public sealed class FaultyMemoryJournal : MemoryJournal
{
    private readonly JournalFaults faults = Context.System.Settings.Setup.Get<JournalFaults>().Value;
    private readonly Lock gate = new();

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        faults.AroundAsync(() =>
        {
            var writes = messages.ToArray();
            lock (gate)
            {
                foreach (var row in writes.SelectMany(write => (IEnumerable<IPersistentRepresentation>)write.Payload))
                {
                    if (row.SequenceNr <= HighestSequenceNr(row.PersistenceId)) throw new InvalidOperationException($"23505: {row.PersistenceId} has row {row.SequenceNr} already.");
                }

                return base.WriteMessagesAsync(writes, cancellationToken);
            }
        });

    public override async Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        faults.BeforeRead();
        await base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);
    }
}
