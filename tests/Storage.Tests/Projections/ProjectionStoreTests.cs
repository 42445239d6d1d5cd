using System.Text;
using Fresnel.Storage.Events;
using Fresnel.Storage.Projections;
using Fresnel.Tests.Stores;

namespace Fresnel.Storage.Tests.Projections;

public sealed class ProjectionStoreTests : IAsyncLifetime
{
    private static readonly ProjectionState State = new(1, new EventCursor(Guid.NewGuid(), 3, 5));

    private readonly TempFolder folder = new();
    private SqliteProjectionStore store = null!;

    public Task InitializeAsync()
    {
        store = SqliteProjectionStore.Open(folder["projections.db"]);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Commit_ThenOpenedAgain_HoldsDocumentsAndState()
    {
        Assert.Null(await store.FindStateAsync("p", default));
        await store.CommitAsync("p", State, false, [Put("a/1", "s")], default);
        await store.DisposeAsync();
        store = SqliteProjectionStore.Open(folder["projections.db"]);

        Assert.Equal(State, await store.FindStateAsync("p", default));
        var document = await store.FindAsync("p", "a/1", default);
        Assert.Equal(("a/1", "s", "\"a/1\""), (document!.Key, document.SortKey, Encoding.UTF8.GetString(document.Json.Span)));
        Assert.Null(await store.FindAsync("q", "a/1", default));
        Assert.Null(store.Find("p", "a/2"));
    }

    [Fact]
    public async Task Commit_Anew_LeavesOnlyWhatItBrings()
    {
        await store.CommitAsync("p", State, false, [Put("a/1", "1"), Put("a/2", "2")], default);
        await store.CommitAsync("q", State, false, [Put("a/1", "1")], default);

        await store.CommitAsync("p", State with { Version = 2 }, true, [Put("a/3", "3")], default);

        Assert.Equal("a/3", await ListAsync(new DocumentQuery()));
        Assert.NotNull(store.Find("q", "a/1"));
        Assert.Equal(2, (await store.FindStateAsync("p", default))!.Version);
    }

    [Fact]
    public async Task Commit_PutAgainAndDelete_MovesAndRemovesFromLists()
    {
        await store.CommitAsync("p", State, false, [Put("a/1", "1"), Put("a/2", "2"), Put("a/3", "3")], default);
        await store.CommitAsync("p", State, false, [Put("a/1", "9"), Put("a/2", "2"), new DocumentChange("a/3", "", null), new DocumentChange("a/4", "", null)], default);

        Assert.Equal("a/2 a/1", await ListAsync(new DocumentQuery { KeyPrefix = "a/" }));
        Assert.Equal("a/2 a/1", await ListAsync(new DocumentQuery()));
    }

    [Theory]
    [InlineData("", "a/1 a/b/1 a/b/2 ab/1 c a/2 ä/1")]
    [InlineData("a/", "a/1 a/b/1 a/b/2 a/2")]
    [InlineData("a/b/", "a/b/1 a/b/2")]
    [InlineData("a", "a/1 a/b/1 a/b/2 ab/1 a/2")]
    [InlineData("a/b/2", "a/b/2")]
    [InlineData("ä/", "ä/1")]
    [InlineData("x/", "")]
    public async Task List_ByPrefix_IsInTheOrderOfSortKeyThenKey(string prefix, string expected)
    {
        await store.CommitAsync("p", State, false,
            [Put("c", "2"), Put("a/2", "3"), Put("a/1", "1"), Put("a/b/2", "2"), Put("a/b/1", "2"), Put("ab/1", "2"), Put("ä/1", "3")], default);

        Assert.Equal(expected, await ListAsync(new DocumentQuery { KeyPrefix = prefix }));
        Assert.Equal(string.Join(' ', expected.Split(' ').Reverse()), await ListAsync(new DocumentQuery { KeyPrefix = prefix, Order = ReadOrder.NewestFirst }));
    }

    [Theory]
    [InlineData(ReadOrder.OldestFirst)]
    [InlineData(ReadOrder.NewestFirst)]
    public async Task List_InPages_IsEveryDocumentOfTheRangeOnce(ReadOrder order)
    {
        await store.CommitAsync("p", State, false, [.. Enumerable.Range(0, 50).Select(i => Put($"a/{i}", SortKey.Of(i / 3)))], default);
        var query = new DocumentQuery { KeyPrefix = "a/", FromSortKey = SortKey.Of(2), ToSortKey = SortKey.Of(12), Order = order, Limit = 7 };

        var keys = new List<string>();
        while (true)
        {
            var page = await store.ListAsync("p", query, default);
            keys.AddRange(page.Select(d => d.Key));
            if (page.Count < query.Limit) break;
            query = query with { After = (page[^1].SortKey, page[^1].Key) };
        }

        Assert.Equal(30, keys.Count);
        Assert.Equal(Enumerable.Range(6, 30).Select(i => $"a/{i}").Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SortKey_OfMoments_SortsAsTheyDo()
    {
        var early = new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.FromHours(9));
        Assert.True(string.CompareOrdinal(SortKey.Of(early), SortKey.Of(early.AddTicks(1).ToOffset(TimeSpan.FromHours(-5)))) < 0);
        Assert.True(string.CompareOrdinal(SortKey.Of(9), SortKey.Of(10)) < 0);
    }

    private static DocumentChange Put(string key, string sort) => new(key, sort, Encoding.UTF8.GetBytes($"\"{key}\""));

    private async Task<string> ListAsync(DocumentQuery query) => string.Join(' ', (await store.ListAsync("p", query, default)).Select(d => d.Key));
}
