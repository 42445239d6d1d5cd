using System.Diagnostics;
using Fresnel.Entities.Persistence;
using Fresnel.Entities.Reading;
using Fresnel.Messages;
using Fresnel.Reading.Tests.Support;
using Fresnel.Storage.Events;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace Fresnel.Reading.Tests.Catalogue;

/// <summary>The catalogue and its projection, on each store.</summary>
public abstract class CatalogueCompliance(ITestOutputHelper output) : StoreTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Catalogue_StatusAndMustRun_AreTheLastWritten()
    {
        await Store.InsertAsync(
            JournalRow.Event("camera/front", 1, manifest: "entity.activated/1"),
            JournalRow.Event("camera/front", 2, status: "enabled", mustRun: true),
            JournalRow.Event("camera/back", 1, status: "enabled", mustRun: true),
            JournalRow.Event("camera/front", 3));
        await Store.InsertAsync(
            JournalRow.Event("camera/back", 2, activation: 2, status: "disabled", mustRun: false), JournalRow.Event("session/s", 1));
        await using var running = await RunAsync();

        Assert.Equal(
            [new CatalogueEntry(Id("camera/back"), 2, 2, "disabled", false), new CatalogueEntry(Id("camera/front"), 3, 1, "enabled", true)],
            await running.Catalogue.ListAsync("camera", null, 10, None));
        Assert.Equal([Id("camera/front")], (await running.Catalogue.MustRunAsync("camera", None)).Select(entry => entry.Entity));
        Assert.Empty(await running.Catalogue.MustRunAsync("session", None));
        Assert.Equal(new CatalogueEntry(Id("session/s"), 1, 1, null, false), await running.Catalogue.FindAsync(Id("session/s"), None));
        Assert.Null(await running.Catalogue.FindAsync(Id("session/none"), None));
    }

    [Fact]
    public async Task Catalogue_NewEvents_AreSeenSoon()
    {
        await using var running = await RunAsync();
        Assert.Empty(await running.Catalogue.ListAsync("camera", null, 10, None));

        await Store.InsertAsync(JournalRow.Event("camera/front", 1, status: "enabled", mustRun: true));
        await Wait.UntilAsync(async () => (await running.Catalogue.MustRunAsync("camera", None)).Count == 1);
        await Store.InsertAsync(JournalRow.Event("camera/front", 2, status: "deleted", mustRun: false));
        await Wait.UntilAsync(async () => (await running.Catalogue.FindAsync(Id("camera/front"), None))?.Status == "deleted");

        Assert.Empty(await running.Catalogue.MustRunAsync("camera", None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task List_InPages_IsEveryEntityOnceByName(int pageSize)
    {
        string[] names = ["a", "a-1", "a1", "a_1", "b", "z9", "0x"];
        await Store.InsertAsync([.. names.Select(name => JournalRow.Event($"camera/{name}", 1)), JournalRow.Event("session/a", 1)]);
        await using var running = await RunAsync();

        var listed = new List<string>();
        for (string? after = null; ; after = listed[^1])
        {
            var page = await running.Catalogue.ListAsync("camera", after, pageSize, None);
            if (page.Count == 0) break;
            listed.AddRange(page.Select(entry => entry.Entity.Name));
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), listed);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await running.Catalogue.ListAsync("camera", null, 0, None));
    }

    [Fact]
    public async Task Rebuild_FromZero_GivesTheSame()
    {
        await InsertRandomAsync(new Random(7), 200);
        await using (var running = await RunAsync()) await InsertRandomAsync(new Random(8), 200, "late");
        await using var caughtUp = await RunAsync();
        var before = await caughtUp.Catalogue.ListAsync("camera", null, 10_000, None);
        await caughtUp.DisposeAsync();

        await ((ICatalogueStore)caughtUp.Catalogue).ClearAsync(None);
        Assert.Empty(await caughtUp.Catalogue.ListAsync("camera", null, 10_000, None));
        await using var rebuilt = await RunAsync();

        Assert.NotEmpty(before);
        Assert.Equal(before, await rebuilt.Catalogue.ListAsync("camera", null, 10_000, None));
    }

    [Fact]
    public async Task Rebuild_TablesDroppedWhileRunning_GivesTheSame()
    {
        await InsertRandomAsync(new Random(7), 100);
        await using var running = await RunAsync();
        var before = await running.Catalogue.ListAsync("camera", null, 10_000, None);

        await ExecuteInCatalogueAsync("DROP TABLE entity_catalogue; DROP TABLE entity_catalogue_cursor");
        await Store.InsertAsync(JournalRow.Event("session/x", 1)); // what makes it notice
        await Wait.UntilAsync(async () =>
        {
            try
            {
                return (await running.Catalogue.ListAsync("session", null, 10, None)).Count == 1;
            }
            catch (EntityStoreException)
            {
                return false; // the tables are not there yet
            }
        });

        Assert.NotEmpty(before);
        Assert.Equal(before, await running.Catalogue.ListAsync("camera", null, 10_000, None));
    }

    [Fact]
    public async Task Projection_StartedAgain_ContinuesWhereItWas()
    {
        await Store.InsertAsync(JournalRow.Event("camera/front", 1, status: "enabled"));
        await using (await RunAsync())
        {
        }

        await Store.ExecuteAsync("UPDATE entity_journal SET message = ''"); // what was read once is not read again
        await Store.InsertAsync(JournalRow.Event("camera/front", 2));
        await using var running = await RunAsync();
        var found = await running.Catalogue.FindAsync(Id("camera/front"), None);

        Assert.Equal(new CatalogueEntry(Id("camera/front"), 2, 1, "enabled", false), found);
        Assert.DoesNotContain(Store.Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Projection_SeveralAtOnce_AreHarmless()
    {
        var running = await Task.WhenAll(RunAsync(), RunAsync(), RunAsync());
        for (var i = 0; i < 20; i++) await InsertRandomAsync(new Random(i), 20, $"r{i}");
        foreach (var one in running) await one.CatchUpAsync();
        var together = await running[0].Catalogue.ListAsync("camera", null, 10_000, None);
        foreach (var one in running) await one.DisposeAsync();

        await ((ICatalogueStore)running[0].Catalogue).ClearAsync(None);
        await using var alone = await RunAsync();

        Assert.Equal(await alone.Catalogue.ListAsync("camera", null, 10_000, None), together);
        Assert.Equal(await Store.ExecuteAsync("SELECT count(DISTINCT persistence_id) FROM entity_journal"), (long)together.Count);
        Assert.DoesNotContain(Store.Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Apply_CursorOfAnother_ChangesNothing()
    {
        var catalogue = (ICatalogueStore)(await Store.OpenAsync()).Catalogue;
        var cursor = new EventCursor(Store.Facts.History, 1, 1);
        var change = new CatalogueChange(Id("camera/front"), 1, 1, "enabled", true);

        Assert.True(await catalogue.ApplyAsync(null, cursor, [change], None));
        Assert.False(await catalogue.ApplyAsync(null, cursor with { Position = 2 }, [change with { Seq = 2 }], None));
        Assert.True(await catalogue.ApplyAsync(cursor, cursor with { Position = 2 }, [change with { Seq = 1, Status = "stale" }], None));

        Assert.Equal("enabled", (await catalogue.FindAsync(change.Entity, None))!.Status);
        Assert.Equal(cursor with { Position = 2 }, await catalogue.FindCursorAsync(None));
    }

    [Fact]
    public async Task Projection_DamagedEvent_IsSkippedAndNamed()
    {
        await Store.InsertAsync(
            JournalRow.Event("camera/front", 1, status: "enabled"),
            JournalRow.Raw("camera/front", 2, "damaged"),
            JournalRow.Raw("camera/front", 3, "damaged"),
            JournalRow.Event("camera/back", 1, status: "enabled"));
        await using var running = await RunAsync();

        Assert.Equal(2, (await running.Catalogue.ListAsync("camera", null, 10, None)).Count);
        Assert.Equal(
            [2, 3],
            Store.Log.Lines.Where(line => line.Level == LogLevel.Error)
                .Select(line => line.Text.Contains("Event 2 of camera/front cannot be read", StringComparison.Ordinal) ? 2 : 3));
    }

    [Fact]
    public async Task Projection_AnotherHistory_StartsFromZero()
    {
        await Store.InsertAsync(
            JournalRow.Event("camera/front", 1, status: "enabled"), JournalRow.Event("camera/gone", 1, status: "enabled"));
        await using (await RunAsync())
        {
        }

        await Store.ExecuteAsync("DELETE FROM entity_journal WHERE persistence_id = 'camera/gone'"); // as a backup that is restored
        await EntityTables.RenewHistoryAsync(Store.Options, default);
        await Store.PrepareAsync();
        await using var running = await RunAsync();

        Assert.Equal([Id("camera/front")], (await running.Catalogue.ListAsync("camera", null, 10, None)).Select(entry => entry.Entity));
        Assert.Contains(
            Store.Log.Lines,
            line => line.Text.StartsWith("The catalogue is rebuilt from the first event: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_TenThousandEntities_WritesNothing()
    {
        const int Count = 10_000;
        var names = Enumerable.Range(0, Count).Select(i => $"camera/c{i:00000}");
        await Store.InsertAsync([.. names.Select(name => JournalRow.Event(name, 1, status: "disabled", mustRun: false))]);
        await using var running = await RunAsync();
        var rows = await Store.ExecuteAsync("SELECT count(*) FROM entity_journal");
        var cursor = await ((ICatalogueStore)running.Catalogue).FindCursorAsync(None);

        var watch = Stopwatch.StartNew();
        var listed = 0;
        for (string? after = null; ;)
        {
            var page = await running.Catalogue.ListAsync("camera", after, 200, None);
            if (page.Count == 0) break;
            listed += page.Count;
            after = page[^1].Entity.Name;
        }

        output.WriteLine($"{GetType().Name}: {Count} entities in pages of 200 listed in {watch.ElapsedMilliseconds} ms");
        Assert.Equal(Count, listed);
        Assert.Empty(await running.Catalogue.MustRunAsync("camera", None));
        Assert.Equal(rows, await Store.ExecuteAsync("SELECT count(*) FROM entity_journal"));
        Assert.Equal(cursor, await ((ICatalogueStore)running.Catalogue).FindCursorAsync(None));
    }

    [Fact]
    public async Task Projection_HundredThousandEvents_IsBuilt()
    {
        const int Count = 100_000;
        await Store.InsertManyAsync(Count);
        var watch = Stopwatch.StartNew();
        await using var running = await RunAsync();
        output.WriteLine($"{GetType().Name}: catalogue of {Count} events built in {watch.ElapsedMilliseconds} ms");

        var listed = await running.Catalogue.ListAsync("counter", null, 10_000, None);

        Assert.Equal(100, listed.Count);
        Assert.All(listed, entry => Assert.Equal(Count / 100, entry.Seq));
    }

    /// <summary>Runs statements where the catalogue is.</summary>
    protected abstract Task ExecuteInCatalogueAsync(string sql);

    private static EntityId Id(string text) => EntityId.Parse(text);

    private async Task InsertRandomAsync(Random random, int count, string names = "c")
    {
        var seqs = new Dictionary<string, long>();
        for (var done = 0; done < count;)
        {
            var rows = new List<JournalRow>();
            for (var i = random.Next(1, 20); i > 0; i--, done++)
            {
                var name = $"camera/{names}-{random.Next(20)}";
                var seq = seqs[name] = seqs.GetValueOrDefault(name) + 1;
                var status = random.Next(3) == 0 ? $"s{random.Next(5)}" : null;
                bool? mustRun = random.Next(3) == 0 ? random.Next(2) == 0 : null;
                rows.Add(JournalRow.Event(name, seq, random.Next(1, 4), status: status, mustRun: mustRun));
            }

            await Store.InsertAsync(rows);
        }
    }

    private async Task<Running> RunAsync()
    {
        var running = new Running(await Store.OpenAsync());
        await running.StartAsync();
        return running;
    }

    private sealed class Running(EntityReading reading) : IAsyncDisposable
    {
        public IEntityCatalogue Catalogue => reading.Catalogue;

        public async Task StartAsync()
        {
            await reading.Projection.StartAsync(None);
            await CatchUpAsync();
        }

        public async Task CatchUpAsync()
        {
            using var limit = new CancellationTokenSource(Wait.Limit);
            await reading.Projection.CatchUpAsync(limit.Token);
        }

        public async ValueTask DisposeAsync() => await reading.Projection.StopAsync(None);
    }
}
