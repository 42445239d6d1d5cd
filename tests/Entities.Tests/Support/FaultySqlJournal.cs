using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;

namespace Fresnel.Entities.Tests.Support;

/// <summary>The journal plugin of production, which misbehaves as told.</summary>
public sealed class FaultySqlJournal(Config journal) : SqlWriteJournal(journal)
{
    private readonly JournalFaults faults = Context.System.Settings.Setup.Get<JournalFaults>().Value;

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        faults.AroundAsync(() => base.WriteMessagesAsync(messages, cancellationToken));

    public override async Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        faults.BeforeRead();
        await base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);
    }
}
