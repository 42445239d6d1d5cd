using System.Text;
using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Storage.Events;
using Fresnel.Tests.Events;

namespace Fresnel.Journal.Tests.Events;

/// <summary>A journal as the tests of its readers write it.</summary>
/// <param name="journal">The journal, empty; disposed with this.</param>
/// <param name="restore">Makes it another history.</param>
/// <param name="leaveGap">Leaves a gap behind its last event.</param>
/// <param name="delete">Deletes what is left of it.</param>
internal sealed class JournalEvents(IJournal journal, Func<Task> restore, Func<Task> leaveGap, Func<Task> delete) : IWritableEvents
{
    private readonly Dictionary<EntityId, long> seqs = [];
    private long? epoch;

    public IEventSource Source { get; } = new JournalEventSource(journal);

    public async Task AppendAsync(EntityId entity, DateTimeOffset at, string? cause, params WireData[] events)
    {
        epoch ??= await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default);
        var seq = seqs.GetValueOrDefault(entity);
        var append = Appends.To(new StreamKey(entity.Kind, entity.Name), epoch!.Value, seq) with
        {
            Events = [.. events.Select(e => new EncodedMessage(e.Name, e.Version, e.Json))],
            Meta = cause is null ? default : Encoding.UTF8.GetBytes($$"""{"correlation":"test","causation":"{{cause}}"}"""),
            At = at,
        };
        Assert.Equal(new AppendOutcome.Accepted(seq + events.Length), await journal.AppendAsync(append, default));
        seqs[entity] = seq + events.Length;
    }

    public Task RestoreAsync() => restore();

    public Task LeaveGapAsync() => leaveGap();

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        await delete();
    }
}
