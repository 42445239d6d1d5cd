using System.Drawing;
using Fresnel.Messages;
using Fresnel.Messages.Observations;
using Fresnel.Storage.Observations;

namespace Fresnel.Storage.Tests.Observations;

/// <summary>What every store of observations does. A store's tests inherit this and open it.</summary>
public abstract class ObservationStoreCompliance : IAsyncLifetime
{
    private static readonly EntityId Front = new("camera", "front-door");
    private static readonly EntityId Back = new("camera", "back-door");
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private IObservationStore store = null!;

    public async Task InitializeAsync() => store = await OpenAsync();

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        await DeleteAsync();
    }

    /// <summary>Opens the test's store, creating it at the first call.</summary>
    protected abstract Task<IObservationStore> OpenAsync();

    /// <summary>Deletes the test's store.</summary>
    protected abstract Task DeleteAsync();

    [Fact]
    public async Task Write_ThenOpenedAgain_ReadsBackAsWritten()
    {
        var seen = new Observation(Front, 3, Noon.AddTicks(7), TimeSpan.FromTicks(12345), 42,
        [
            new SeenObject(7, "person", 0.25f, new RectangleF(1.5f, 2, 3, 4.25f)),
            new SeenObject(null, "größe", -1.5f, new RectangleF(-1, 0, 1e6f, 2)),
        ]);
        await WriteAsync(seen);
        await store.DisposeAsync();
        store = await OpenAsync();

        var read = Assert.Single(await ReadAsync(Front));

        Assert.Equal((seen.Entity, seen.Epoch, seen.At, seen.StreamTime, seen.Frame), (read.Entity, read.Epoch, read.At, read.StreamTime, read.Frame));
        Assert.Equal(seen.Objects, read.Objects);
    }

    [Fact]
    public async Task Write_Twice_IsKeptOnce()
    {
        await WriteAsync(See(1, 0));
        await WriteAsync(See(1, 0));

        Assert.Single(await ReadAsync(Front));
    }

    [Fact]
    public async Task Write_SomeOfItTwiceAndSomeNew_KeepsEachOnceAndTheLaterOne()
    {
        await WriteAsync(See(1, 0), See(1, 1));
        await WriteAsync(See(1, 1) with { Objects = [] }, See(1, 2), See(1, 2), See(1, 2) with { At = Noon.AddDays(3) });

        var read = await ReadAsync(Front);
        Assert.Equal("0:1 1:0 2:1 2:1", string.Join(' ', read.Select(o => $"{o.Frame}:{o.Objects.Count}")));
    }

    [Fact]
    public async Task DeleteBefore_OverSeveralDays_DeletesTheOldAndWritesGoOn()
    {
        await WriteAsync([.. Enumerable.Range(0, 10).Select(day => See(1, 0) with { At = Noon.AddDays(day), Frame = day })]);

        Assert.Equal(6, await store.DeleteBeforeAsync(Noon.AddDays(5).AddHours(1), default));

        Assert.Equal("6 7 8 9", string.Join(' ', (await ReadAsync(Front)).Select(o => o.Frame)));
        await WriteAsync(See(1, 0) with { At = Noon.AddDays(2), Frame = 2 });
        Assert.Equal("2 6 7 8 9", string.Join(' ', (await ReadAsync(Front)).Select(o => o.Frame)));
    }

    [Fact]
    public async Task Read_ARange_HonoursItsEndsOrderAndLimit()
    {
        await WriteAsync([.. Enumerable.Range(0, 10).Select(i => See(1, i)), See(1, 3) with { Entity = Back }]);

        async Task<string> RangeAsync(int from, int to, ReadOrder order, int limit) =>
            string.Join(' ', (await store.ReadAsync(new ObservationQuery(Front, Noon.AddSeconds(from), Noon.AddSeconds(to)) { Order = order, Limit = limit }, default)).Select(o => o.Frame));

        Assert.Equal("2 3 4", await RangeAsync(2, 5, ReadOrder.OldestFirst, 100));
        Assert.Equal("4 3 2", await RangeAsync(2, 5, ReadOrder.NewestFirst, 100));
        Assert.Equal("0 1", await RangeAsync(0, 100, ReadOrder.OldestFirst, 2));
        Assert.Equal("9 8", await RangeAsync(0, 100, ReadOrder.NewestFirst, 2));
        Assert.Equal("", await RangeAsync(5, 5, ReadOrder.OldestFirst, 2));
        Assert.Equal(9, (await store.FindLatestAsync(Front, default))!.Frame);
        Assert.Null(await store.FindLatestAsync(new EntityId("camera", "none"), default));
    }

    [Fact]
    public async Task Read_WhatALaterEpochSuperseded_IsLeftOut()
    {
        // A paused former owner (epoch 1) goes on writing after its successor (epoch 2) began; epoch 3 comes later.
        await WriteAsync(See(1, 0), See(1, 1), See(1, 2), See(1, 3), See(1, 9));
        await WriteAsync(See(2, 2), See(2, 4), See(2, 6));
        await WriteAsync(See(3, 5));

        var read = await ReadAsync(Front);

        Assert.Equal("1:0 1:1 2:2 2:4 3:5", string.Join(' ', read.Select(o => $"{o.Epoch}:{o.Frame}")));
        Assert.Equal((3, 5), ((int)(await store.FindLatestAsync(Front, default))!.Epoch, (int)(await store.FindLatestAsync(Front, default))!.Frame));
    }

    [Fact]
    public async Task DeleteBefore_ManyEpochs_DeletesTheOldAndKeepsWhatWasSuperseded()
    {
        await WriteAsync([.. Enumerable.Range(0, 20).Select(i => See(1, i)), .. Enumerable.Range(5, 3).Select(i => See(2, i)), See(3, 8), See(3, 25)]);

        Assert.Equal(14, await store.DeleteBeforeAsync(Noon.AddSeconds(10), default));

        Assert.Equal("3:25", string.Join(' ', (await ReadAsync(Front)).Select(o => $"{o.Epoch}:{o.Frame}")));
    }

    [Fact]
    public async Task DeleteBefore_MoreThanOneTransaction_DeletesAll()
    {
        await WriteAsync([.. Enumerable.Range(0, 12_000).Select(i => See(1, i))]);

        Assert.Equal(11_990, await store.DeleteBeforeAsync(Noon.AddSeconds(11_990), default));
        Assert.Equal(10, (await ReadAsync(Front)).Count);
    }

    [Fact]
    public async Task Mark_OnlyMovesForward()
    {
        Assert.Null(await store.FindMarkAsync(Front, default));
        await MarkAsync(2, 10);
        await MarkAsync(2, 5);
        await MarkAsync(1, 50);

        Assert.Equal(new SeenMark(Front, 2, Noon.AddSeconds(10)), await store.FindMarkAsync(Front, default));
        await MarkAsync(3, 1);
        Assert.Equal(new SeenMark(Front, 3, Noon.AddSeconds(1)), await store.FindMarkAsync(Front, default));
        Assert.Null(await store.FindMarkAsync(Back, default));
    }

    private static Observation See(long epoch, int second) =>
        new(Front, epoch, Noon.AddSeconds(second), TimeSpan.FromSeconds(second), second, [new SeenObject(1, "person", 1, new RectangleF(1, 2, 3, 4))]);

    private async Task WriteAsync(params Observation[] observations) => await store.WriteAsync(new ObservationBatch(observations, []), default);

    private async Task MarkAsync(long epoch, int second) => await store.WriteAsync(new ObservationBatch([], [new SeenMark(Front, epoch, Noon.AddSeconds(second))]), default);

    private async Task<IReadOnlyList<Observation>> ReadAsync(EntityId entity) =>
        await store.ReadAsync(new ObservationQuery(entity, DateTimeOffset.MinValue, DateTimeOffset.MaxValue), default);
}
