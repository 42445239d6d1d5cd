using Fresnel.Entities.Persistence;
using Fresnel.Entities.Reading;
using Fresnel.Storage.Events;

namespace Fresnel.Reading.Tests.Support;

/// <summary>A store of one test, and a way around the code under test to write its tables.</summary>
internal abstract class TestStore : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> opened = [];

    protected TestStore() => Time = TimeProvider.System;

    public abstract EntityStoreOptions Options { get; }

    public EntityStoreFacts Facts { get; private set; } = null!;

    public LogLines Log { get; } = new();

    protected TimeProvider Time { get; }

    public async Task PrepareAsync() => Facts = await EntityTables.PrepareAsync(Options, default);

    /// <summary>Opens the journal for reading. Disposed with the store.</summary>
    public async Task<EntityReading> OpenAsync()
    {
        var reading = await EntityReading.OpenAsync(Options, Facts, Time, Log, default);
        opened.Add(reading);
        return reading;
    }

    /// <summary>Inserts rows in one transaction.</summary>
    public abstract Task InsertAsync(params IReadOnlyList<JournalRow> rows);

    /// <summary>Inserts one row, keeps the transaction open for a while, inserts the other row and commits.</summary>
    public abstract Task InsertSlowlyAsync(JournalRow early, JournalRow late, TimeSpan held);

    /// <summary>Takes a position that no row ever has.</summary>
    public abstract Task MakeHoleAsync();

    /// <summary>Inserts events of counters c0 to c99, one after the other, with a hole after every thousand.</summary>
    public abstract Task InsertManyAsync(int count);

    /// <summary>Runs statements; returns the first column of the first row.</summary>
    public abstract Task<object?> ExecuteAsync(string sql);

    /// <summary>Whether an exception is the refusal of a key that is there already.</summary>
    public abstract bool IsDuplicate(Exception failure);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var part in opened) await part.DisposeAsync();
    }

    public static async Task<IReadOnlyList<StoredEvent>> ReadAllAsync(IEventSource source, int pageSize = 1000)
    {
        var all = new List<StoredEvent>();
        for (var cursor = source.Start; ;)
        {
            var page = await source.ReadAsync(cursor, pageSize, default);
            if (page.Events.Count == 0) return all;
            all.AddRange(page.Events);
            cursor = page.Next;
        }
    }
}
