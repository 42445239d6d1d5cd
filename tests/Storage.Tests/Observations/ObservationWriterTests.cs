using Fresnel.Messages;
using Fresnel.Messages.Observations;
using Fresnel.Storage.Observations;
using Fresnel.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Storage.Tests.Observations;

public sealed class ObservationWriterTests : IAsyncLifetime
{
    private static readonly EntityId Front = new("camera", "front-door");
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder folder = new();
    private readonly FakeTimeProvider time = new(Noon);
    private GatedStore store = null!;

    public Task InitializeAsync()
    {
        store = new GatedStore(SqliteObservationStore.Open(folder["observations.db"]));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Write_AfterTheInterval_IsInTheStore()
    {
        await using var writer = Open();
        writer.Write(See(0));
        writer.Mark(Front, 1, Noon.AddSeconds(5));
        Assert.Empty(await ReadAsync());

        time.Advance(TimeSpan.FromMilliseconds(500));

        await Wait.UntilAsync(async () => (await ReadAsync()).Count == 1);
        Assert.Equal(Noon.AddSeconds(5), (await store.FindMarkAsync(Front, default))!.At);
    }

    [Fact]
    public async Task Mark_Alone_IsInTheStoreWithinASecond()
    {
        await using var writer = Open();
        for (var second = 1; second <= 3; second++)
        {
            var at = Noon.AddSeconds(second);
            writer.Mark(Front, 1, at);
            for (var tick = 0; tick < 2; tick++) time.Advance(TimeSpan.FromMilliseconds(500));
            await Wait.UntilAsync(async () => (await store.FindMarkAsync(Front, default))?.At == at);
        }
    }

    [Fact]
    public async Task Write_AFullBatch_DoesNotWaitForTheInterval()
    {
        await using var writer = Open(new ObservationWriterOptions { BatchSize = 10 });
        for (var i = 0; i < 10; i++) writer.Write(See(i));

        await Wait.UntilAsync(async () => (await ReadAsync()).Count == 10);
    }

    [Fact]
    public async Task Flush_WritesObservationsAndTheirMarks()
    {
        await using var writer = Open();
        for (var i = 0; i < 1234; i++) writer.Write(See(i));

        await writer.FlushAsync(default);

        Assert.Equal(1234, (await ReadAsync()).Count);
        Assert.Equal(new SeenMark(Front, 1, Noon.AddSeconds(1233)), await store.FindMarkAsync(Front, default));
        Assert.Equal(0, writer.Dropped);
    }

    [Fact]
    public async Task Write_MoreThanFits_DropsTheOldestAndCountsThem()
    {
        await using var writer = Open(new ObservationWriterOptions { Capacity = 10, BatchSize = 1000 });
        for (var i = 0; i < 25; i++) writer.Write(See(i));

        await writer.FlushAsync(default);

        Assert.Equal(Enumerable.Range(15, 10).Select(i => (long)i), (await ReadAsync()).Select(o => o.Frame));
        Assert.Equal(15, writer.Dropped);
    }

    [Fact]
    public async Task Write_WhileTheStoreCannot_IsWrittenWhenItCan()
    {
        await using var writer = Open();
        store.Closed = true;
        writer.Write(See(0));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await writer.FlushAsync(default));
        writer.Write(See(1));

        store.Closed = false;
        await writer.FlushAsync(default);

        Assert.Equal(2, (await ReadAsync()).Count);
        Assert.Equal(0, writer.Dropped);
    }

    [Fact]
    public async Task Dispose_WritesWhatWaits()
    {
        var writer = Open();
        writer.Write(See(0));

        await writer.DisposeAsync();

        Assert.Single(await ReadAsync());
    }

    [Fact]
    public async Task Dispose_WhereTheStoreCannotWrite_CountsWhatIsLost()
    {
        var writer = Open();
        writer.Write(See(0));
        store.Closed = true;

        await writer.DisposeAsync();

        Assert.Equal(1, writer.Dropped);
    }

    private static Observation See(int second) => new(Front, 1, Noon.AddSeconds(second), TimeSpan.Zero, second, []);

    private ObservationWriter Open(ObservationWriterOptions? options = null) =>
        new(store, options ?? new ObservationWriterOptions(), time, NullLogger<ObservationWriter>.Instance);

    private async Task<IReadOnlyList<Observation>> ReadAsync() =>
        await store.ReadAsync(new ObservationQuery(Front, Noon, DateTimeOffset.MaxValue) { Limit = 10_000 }, default);

    /// <summary>A store that can be made to refuse writes, as one on a full disk does.</summary>
    private sealed class GatedStore(IObservationStore inner) : IObservationStore
    {
        public bool Closed { get; set; }

        public ValueTask WriteAsync(ObservationBatch batch, CancellationToken cancellationToken) =>
            Closed ? throw new StoreUnavailableException("No space is left.") : inner.WriteAsync(batch, cancellationToken);

        public ValueTask<IReadOnlyList<Observation>> ReadAsync(ObservationQuery query, CancellationToken cancellationToken) => inner.ReadAsync(query, cancellationToken);

        public ValueTask<Observation?> FindLatestAsync(EntityId entity, CancellationToken cancellationToken) => inner.FindLatestAsync(entity, cancellationToken);

        public ValueTask<SeenMark?> FindMarkAsync(EntityId entity, CancellationToken cancellationToken) => inner.FindMarkAsync(entity, cancellationToken);

        public ValueTask<long> DeleteBeforeAsync(DateTimeOffset horizon, CancellationToken cancellationToken) => inner.DeleteBeforeAsync(horizon, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
