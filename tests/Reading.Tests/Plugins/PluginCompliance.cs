using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Remote.Hosting;
using Fresnel.Entities.Persistence;
using Fresnel.Reading.Tests.Support;
using Fresnel.Storage.Events;

namespace Fresnel.Reading.Tests.Plugins;

/// <summary>The journal plugin on our tables, in real actor systems.</summary>
public abstract class PluginCompliance : StoreTests
{
    [Fact]
    public async Task Persist_Events_AreRecoveredAndReadAsJson()
    {
        await using var system = await TestSystem.StartAsync(Store.Options);
        var first = system.Start("a");
        for (var i = 1; i <= 5; i++) Assert.Equal(i * 2, await TestSystem.AskAsync<int>(first, new Add("a", 2)));
        await TestSystem.StopAsync(first);

        var second = await TestSystem.AskAsync<Recovered>(system.Start("a"), new Ask("a"));
        var events = await TestStore.ReadAllAsync((await Store.OpenAsync()).Events);

        Assert.Equal(new Recovered(5, false, 10, 5), second);
        Assert.Equal([1L, 2L, 3L, 4L, 5L], events.Select(e => e.Seq));
        Assert.All(events, e =>
        {
            Assert.Equal(("counter/a", "counter.added", 1), (e.Entity.ToString(), e.Message.Name, e.Message.Version));
            Assert.Equal((JournalRow.At, 1L, "c-1"), (e.At, e.Activation, e.Cause));
            Assert.StartsWith("""{"amount":2,"_":{""", System.Text.Encoding.UTF8.GetString(e.Message.Json.Span), StringComparison.Ordinal);
        });
        const string Ours = "identifier = 7301 AND manifest = 'counter.added/1' AND tags = ''";
        Assert.Equal(5L, await Store.ExecuteAsync($"SELECT count(*) FROM entity_journal WHERE {Ours}"));
        Assert.Equal(0L, await Store.ExecuteAsync("SELECT count(*) FROM sharding_journal"));
    }

    [Fact]
    public async Task Persist_ManyActors_AreWrittenInBatchesAndAllRead()
    {
        await using var system = await TestSystem.StartAsync(Store.Options);
        var names = Enumerable.Range(0, 64).Select(i => $"n{i}").ToArray();

        await Task.WhenAll(names.Select(async name =>
        {
            var actor = system.Start(name);
            for (var i = 0; i < 10; i++) await TestSystem.AskAsync<int>(actor, new Add(name, 1));
        }));

        var events = await TestStore.ReadAllAsync((await Store.OpenAsync()).Events, 100);
        Assert.Equal(640, events.Count);
        Assert.All(names, name => Assert.Equal(
            Enumerable.Range(1, 10).Select(i => (long)i), events.Where(e => e.Entity.Name == name).Select(e => e.Seq)));
    }

    [Fact]
    public async Task Snapshot_Saved_IsRecoveredFrom()
    {
        await using var system = await TestSystem.StartAsync(Store.Options);
        var first = system.Start("a");
        for (var i = 1; i <= 3; i++) await TestSystem.AskAsync<int>(first, new Add("a", 1));
        await TestSystem.AskAsync<string>(first, new Save("a"));
        await TestSystem.StopAsync(first);
        var second = system.Start("a");
        await TestSystem.AskAsync<int>(second, new Add("a", 1));
        await TestSystem.StopAsync(second);

        var third = await TestSystem.AskAsync<Recovered>(system.Start("a"), new Ask("a"));

        Assert.Equal(new Recovered(1, true, 4, 4), third);
        const string Ours = "serializer_id = 7301 AND manifest = 'counter.total/1'";
        Assert.Equal(1L, await Store.ExecuteAsync($"SELECT count(*) FROM entity_snapshot WHERE {Ours}"));
    }

    [Fact]
    public async Task Recovery_EntityThatWentToAnotherProcessAndBack_IsComplete()
    {
        await using var one = await TestSystem.StartAsync(Store.Options);
        await using var other = await TestSystem.StartAsync(Store.Options);
        foreach (var system in new[] { one, other, one, other, one })
        {
            var actor = system.Start("a");
            for (var i = 0; i < 4; i++) await TestSystem.AskAsync<int>(actor, new Add("a", 1));
            await TestSystem.StopAsync(actor);
        }

        Assert.Equal(2L, await Store.ExecuteAsync("SELECT count(DISTINCT writer_uuid) FROM entity_journal"));
        Assert.Equal(new Recovered(20, false, 20, 20), await TestSystem.AskAsync<Recovered>(other.Start("a"), new Ask("a")));
    }

    [Fact]
    public async Task Persist_NumberTakenByAnother_FailsByTheKeyAndStopsTheActor()
    {
        await using var one = await TestSystem.StartAsync(Store.Options);
        await using var other = await TestSystem.StartAsync(Store.Options);
        var former = one.Start("a");
        await TestSystem.AskAsync<int>(former, new Add("a", 1));
        var next = other.Start("a");
        await TestSystem.AskAsync<int>(next, new Add("a", 1));

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => TestSystem.AskAsync<int>(former, new Add("a", 5)));

        Assert.True(Store.IsDuplicate(refused.GetBaseException()), refused.ToString());
        Assert.True(await former.WatchAsync().WaitAsync(Wait.Limit));
        Assert.Equal(3, await TestSystem.AskAsync<int>(next, new Add("a", 1)));
        Assert.Equal(3, (await TestStore.ReadAllAsync((await Store.OpenAsync()).Events)).Count);
    }

    [Fact]
    public async Task Sharding_RememberedEntities_HaveTablesOfTheirOwn()
    {
        var started = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using (var system = await StartClusterAsync(started.Enqueue))
        {
            var region = await system.System.FindRegionAsync();
            foreach (var name in new[] { "a", "b", "c" }) Assert.Equal(1, await TestSystem.AskAsync<int>(region, new Add(name, 1)));
        }

        Assert.Equal(["a", "b", "c"], started.Order());
        Assert.Equal(3L, await Store.ExecuteAsync("SELECT count(*) FROM entity_journal"));
        Assert.Equal(0L, await Store.ExecuteAsync("SELECT count(*) FROM entity_journal WHERE identifier <> 7301"));
        Assert.True(await Store.ExecuteAsync("SELECT count(*) FROM sharding_journal") is > 0L);
        Assert.Equal(0L, await Store.ExecuteAsync("SELECT count(*) FROM sharding_journal WHERE identifier = 7301"));

        // Nobody talks to them, and they start: the sharding journal is read back.
        started.Clear();
        await using (await StartClusterAsync(started.Enqueue))
        {
            await Wait.UntilAsync(() => Task.FromResult(started.Distinct().Count() == 3));
        }

        Assert.Equal(3, (await TestStore.ReadAllAsync((await Store.OpenAsync()).Events)).Count);
    }

    [Fact]
    public async Task Start_WithoutTables_SaysSoAndDoesNotStart()
    {
        var missing = new EntityStoreOptions
        {
            Provider = Store.Options.Provider,
            File = Store.Options.File,
            ConnectionString = Store.Options.ConnectionString,
            TablePrefix = "missing",
        };

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => TestSystem.StartAsync(missing));

        var cause = Assert.IsType<EventSourceUnavailableException>(refused);
        var start = $"The plugin akka.persistence.journal.sql cannot read the entity store {Store.Options}: ";
        Assert.StartsWith(start, cause.Message, StringComparison.Ordinal);
        Assert.Contains("missing_journal", cause.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', cause.Message);
    }

    [Fact]
    public async Task Settings_AreThoseThatTheEngineNeeds()
    {
        await using var system = await TestSystem.StartAsync(Store.Options);
        var settings = system.System.Settings.Config;

        foreach (var journal in new[] { "akka.persistence.journal.sql", "akka.persistence.journal.sharding" })
        {
            Assert.Equal("off", settings.GetString($"{journal}.replay-filter.mode"));
            Assert.Equal(100_000, settings.GetInt($"{journal}.circuit-breaker.max-failures"));
            Assert.Equal(Store.Options.Provider == EntityStoreProvider.Sqlite ? 1 : 3, settings.GetInt($"{journal}.parallelism"));
            Assert.False(settings.GetBoolean($"{journal}.auto-initialize"));
            Assert.Equal("Csv", settings.GetString($"{journal}.tag-write-mode"));
        }

        Assert.Equal(100_000, settings.GetInt("akka.persistence.snapshot-store.sql.circuit-breaker.max-failures"));
        Assert.Equal(100_000, settings.GetInt("akka.persistence.snapshot-store.sharding.circuit-breaker.max-failures"));
        Assert.Equal("akka.persistence.journal.sql", settings.GetString("akka.persistence.journal.plugin"));
        Assert.Equal("akka.persistence.snapshot-store.sql", settings.GetString("akka.persistence.snapshot-store.plugin"));
        Assert.Equal("fresnel", settings.GetString("akka.persistence.journal.sql.serializer"));
        Assert.Equal(50, settings.GetInt("akka.persistence.max-concurrent-recoveries"));
        Assert.Equal("akka.persistence.journal.sharding", settings.GetString("akka.cluster.sharding.journal-plugin-id"));
        Assert.Equal("akka.persistence.snapshot-store.sharding", settings.GetString("akka.cluster.sharding.snapshot-plugin-id"));
        Assert.Empty(settings.GetStringList("akka.cluster.sharding.distributed-data.durable.keys"));
        Assert.DoesNotContain("Password", settings.ToString(includeFallback: true), StringComparison.OrdinalIgnoreCase);
    }

    private async Task<TestSystem> StartClusterAsync(Action<string> started)
    {
        var system = await TestSystem.StartAsync(Store.Options, akka => akka
            .WithRemoting("127.0.0.1", 0)
            .WithClustering(new ClusterOptions { Roles = ["shardhost"] })
            .WithShardRegion<CounterActor>(
                "counter",
                name => Props.Create(() => new CounterActor(name, started)),
                new CounterExtractor(),
                new ShardOptions
                {
                    Role = "shardhost",
                    StateStoreMode = StateStoreMode.DData,
                    RememberEntities = true,
                    RememberEntitiesStore = RememberEntitiesStore.Eventsourced,
                }));
        var cluster = Akka.Cluster.Cluster.Get(system.System);
        await cluster.JoinAsync(cluster.SelfAddress).WaitAsync(Wait.Limit);
        return system;
    }

    private sealed class CounterExtractor() : HashCodeMessageExtractor(5)
    {
        public override string? EntityId(object message) => message switch
        {
            Add add => add.Counter,
            Save save => save.Counter,
            Ask ask => ask.Counter,
            _ => null,
        };
    }
}
