using System.Diagnostics;
using Fresnel.Entities.Persistence;
using Fresnel.Entities.Reading;
using Fresnel.Messages;
using Fresnel.Reading.Tests.Support;
using Fresnel.LocalCluster.Postgres;
using Fresnel.Storage.Events;
using Fresnel.Tests.Servers;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Fresnel.Reading.Tests.Events;

[Collection(PostgresTests.Name)]
public sealed class PostgresEventSourceTests(PostgresServer server) : StoreTests
{
    private PostgresTestStore Postgres => (PostgresTestStore)Store;

    [Fact]
    public async Task Read_TransactionHeldOpen_IsNotOvertakenAndNotSkipped()
    {
        var reading = await Store.OpenAsync();
        await Store.InsertAsync(JournalRow.Event("counter/before", 1));
        await using var slow = await Postgres.ConnectAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await PostgresTestStore.InsertAsync(slow, JournalRow.Event("counter/slow", 1));
        await Store.InsertAsync(JournalRow.Event("counter/fast", 1)); // its position is later, its commit earlier
        using var limit = new CancellationTokenSource(Wait.Limit);

        var seen = new List<string>();
        var following = Task.Run(async () =>
        {
            await foreach (var e in reading.Follower.FollowAsync(reading.Events.Start, cancellationToken: limit.Token))
            {
                lock (seen) seen.Add(e.Entity.Name);
                if (e.Entity.Name == "after") return;
            }
        });
        await Task.Delay(TimeSpan.FromSeconds(3));
        string[] during;
        lock (seen) during = [.. seen];
        await transaction.CommitAsync();
        await Store.InsertAsync(JournalRow.Event("counter/after", 1));
        await following;

        Assert.Equal(["before"], during);
        Assert.Equal(["before", "slow", "fast", "after"], seen);
        Assert.Equal(seen, (await TestStore.ReadAllAsync(reading.Events)).Select(e => e.Entity.Name));
    }

    [Fact]
    public async Task Read_TransactionRolledBackLate_DeliversTheOthers()
    {
        var reading = await Store.OpenAsync();
        await using var slow = await Postgres.ConnectAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await PostgresTestStore.InsertAsync(slow, JournalRow.Event("counter/slow", 1));
        await Store.InsertAsync(JournalRow.Event("counter/fast", 1));
        var page = reading.Events.ReadAsync(reading.Events.Start, 10, default).AsTask();
        await Task.Delay(500);
        Assert.False(page.IsCompleted);
        await transaction.RollbackAsync();

        Assert.Equal(["fast"], (await page.WaitAsync(Wait.Limit)).Events.Select(e => e.Entity.Name));
    }

    [Fact]
    public async Task Read_ForeignTransactionForLong_ReturnsEmptyAndWarns()
    {
        var reading = await Store.OpenAsync();
        await using var other = await Postgres.ConnectAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var assign = new NpgsqlCommand("SELECT pg_current_xact_id()", other)) await assign.ExecuteScalarAsync();
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));

        var watch = Stopwatch.StartNew();
        var page = await reading.Events.ReadAsync(reading.Events.Start, 10, default);

        Assert.Empty(page.Events);
        Assert.InRange(watch.Elapsed.TotalSeconds, 5.5, 20);
        Assert.Contains(
            Store.Log.Lines,
            line => line.Level == LogLevel.Warning && line.Text.Contains("open for more than 6 s", StringComparison.Ordinal));
        await transaction.RollbackAsync();
        Assert.Single((await reading.Events.ReadAsync(reading.Events.Start, 10, default)).Events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_ManyEvents_UsesTheIndex(bool analyzed)
    {
        await Store.InsertManyAsync(20_000);
        if (analyzed) await Store.ExecuteAsync("ANALYZE entity_journal");
        var settings = new NpgsqlConnectionStringBuilder(Store.Options.ConnectionString)
        {
            Options = PostgresAccess.ServerOptions,
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            EXPLAIN SELECT xid, ordering, message FROM entity_journal
            WHERE (xid, ordering) > ('100', 5) AND xid < pg_snapshot_xmin(pg_current_snapshot()) AND identifier = 7301 AND NOT deleted
            ORDER BY xid, ordering LIMIT 500
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync()) plan.Add(reader.GetString(0));

        Assert.Contains(plan, line => line.Contains("Index Scan using entity_journal_order", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Sort", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_ConnectionsCut_Continues()
    {
        var reading = await Store.OpenAsync();
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));
        await TestStore.ReadAllAsync(reading.Events);
        await Store.ExecuteAsync(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """);

        Assert.Single(await TestStore.ReadAllAsync(reading.Events));
    }

    [Fact]
    public async Task Follow_ServerStoppedAndStarted_Continues()
    {
        var reading = await Store.OpenAsync();
        await reading.Projection.StartAsync(default);
        await Store.InsertAsync(JournalRow.Event("counter/front", 1));
        using var limit = new CancellationTokenSource(Wait.Limit);
        var seen = new List<long>();
        var following = Task.Run(async () =>
        {
            await foreach (var e in reading.Follower.FollowAsync(reading.Events.Start, cancellationToken: limit.Token))
            {
                lock (seen) seen.Add(e.Seq);
                if (e.Seq == 2) return;
            }
        });
        await Wait.UntilAsync(() =>
        {
            lock (seen) return Task.FromResult(seen.Count == 1);
        });

        await server.Server.StopAsync(PostgresStop.Immediate, default);
        await Wait.UntilAsync(() => Task.FromResult(Store.Log.Lines.Count(line => line.Level == LogLevel.Warning) >= 2));
        await server.Server.StartAsync(default);
        await Store.InsertAsync(JournalRow.Event("counter/front", 2));
        await following;
        await reading.Projection.CatchUpAsync(limit.Token);

        Assert.Equal([1L, 2L], seen);
        Assert.Equal(2, (await reading.Catalogue.FindAsync(EntityId.Parse("counter/front"), default))!.Seq);
        Assert.Equal(
            2, Store.Log.Lines.Count(line => line.Level == LogLevel.Warning && line.Text.Contains("will try again: ", StringComparison.Ordinal)));
        await reading.Projection.StopAsync(default);
    }

    [Fact]
    public async Task Read_ServerAway_SaysSoWithoutThePassword()
    {
        var options = EntityStoreOptions.ForPostgres("Host=127.0.0.1;Port=1;Username=joe;Password=geheim;Database=cluster");
        var logger = new LogLines().CreateLogger<PostgresEventSource>();
        await using var source = new PostgresEventSource(options, Guid.NewGuid(), TimeProvider.System, logger);

        var away = await Assert.ThrowsAsync<EventSourceUnavailableException>(async () => await source.ReadAsync(source.Start, 1, default));
        var waited = await Assert.ThrowsAsync<EventSourceUnavailableException>(async () => await source.WaitAsync(source.Start, default));

        Assert.Equal("The entity store postgresql://joe@127.0.0.1:1/cluster cannot be reached: Connection refused.", away.Message);
        Assert.Equal(away.Message, waited.Message);
        Assert.DoesNotContain("geheim", away.ToString(), StringComparison.Ordinal);
    }

    private protected override async Task<TestStore> CreateAsync() => await PostgresTestStore.CreateAsync(server);
}
