using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Tests.Events;

/// <summary>What every journal does, whatever it is stored in. A store's tests inherit this and open it.</summary>
public abstract partial class JournalCompliance : IAsyncLifetime
{
    protected const int Shards = 8;

    protected static readonly StreamKey Front = new("camera", "front-door");
    protected static readonly StreamKey Back = new("camera", "back-door");
    protected static readonly CancellationToken None = CancellationToken.None;

    private IJournal? journal;

    protected IJournal Journal => journal!;

    /// <summary>The epoch under which the test owns shard 0.</summary>
    protected long Epoch { get; private set; }

    public async Task InitializeAsync()
    {
        journal = await OpenAsync();
        Epoch = await TakeAsync(0);
    }

    public async Task DisposeAsync()
    {
        await Journal.DisposeAsync();
        await DeleteAsync();
    }

    /// <summary>Opens the test's journal of <see cref="Shards"/> shards, creating it at the first call.</summary>
    protected abstract Task<IJournal> OpenAsync();

    /// <summary>Deletes the test's journal.</summary>
    protected abstract Task DeleteAsync();

    /// <summary>Closes the journal and opens it again.</summary>
    protected async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        journal = await OpenAsync();
    }

    /// <summary>Makes a baton of a shard and claims it.</summary>
    protected async Task<long> TakeAsync(int shard, string owner = "node-1")
    {
        var baton = Assert.Single(await Journal.AdvanceBatonsAsync([shard], None));
        return (await Journal.ClaimAsync(shard, baton, owner, None)) ?? throw new InvalidOperationException("The claim failed.");
    }

    protected async Task<AppendOutcome> AppendAsync(Append append) => await Journal.AppendAsync(append, None);

    protected async Task<IReadOnlyList<StoredEvent>> ReadAsync(StreamKey stream, long after = 0)
    {
        var events = new List<StoredEvent>();
        await foreach (var stored in Journal.ReadStreamAsync(stream, after, None)) events.Add(stored);
        return events;
    }

    protected async Task<IReadOnlyList<JournalEvent>> ReadAllAsync(int pageSize = 100)
    {
        var events = new List<JournalEvent>();
        for (var page = await Journal.ReadAllAsync(Journal.Start, pageSize, None); page.Events.Count > 0; page = await Journal.ReadAllAsync(page.Next, pageSize, None))
            events.AddRange(page.Events);
        return events;
    }
}
