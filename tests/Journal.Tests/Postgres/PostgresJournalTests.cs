using Fresnel.Journal.Postgres;
using Fresnel.Journal.Tests.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Storage.Postgres;
using Fresnel.Tests.Servers;
using Npgsql;

namespace Fresnel.Journal.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class PostgresJournalTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly StreamKey Front = new("camera", "front-door");

    private string address = null!;
    private ClusterDatabase database = null!;

    public async Task InitializeAsync()
    {
        address = await server.CreateDatabaseAsync();
        database = await PostgresTests.OpenAsync(address);
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        await server.DropDatabaseAsync(address);
    }

    [Fact]
    public async Task Open_BySeveralNodesAtOnce_MakesOneJournal()
    {
        var journals = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync()));

        Assert.Single(journals.Select(journal => journal.DataEpoch).Distinct());
        Assert.Equal(8, (await journals[0].ReadShardsAsync(default)).Count);
        foreach (var journal in journals) await journal.DisposeAsync();
    }

    [Fact]
    public async Task Open_WithAnotherNumberOfShards_NamesBoth()
    {
        await using var journal = await OpenAsync();

        var refused = await Assert.ThrowsAsync<StoreSchemaException>(() => OpenAsync(16));

        Assert.Contains("with 8 shards and 16 were asked for", refused.Message, StringComparison.Ordinal);
        await using var recorded = await OpenAsync(null);
        Assert.Equal(8, recorded.ShardCount);
    }

    [Fact]
    public async Task Open_AJournalOfANewerBuild_IsRefused()
    {
        await using (var journal = await OpenAsync()) await ExecuteAsync("UPDATE cluster SET value = '99' WHERE key = 'schema'");

        var refused = await Assert.ThrowsAsync<StoreSchemaException>(() => OpenAsync());

        Assert.Contains("schema version 99", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE cluster(id int)")]
    [InlineData("CREATE TABLE event(id int)")]
    public async Task Open_ADatabaseOfAnotherProgram_IsRefusedAndLeftAlone(string sql)
    {
        await ExecuteAsync(sql);

        await Assert.ThrowsAsync<StoreSchemaException>(() => OpenAsync());

        Assert.Equal(1L, await ExecuteAsync("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Fact]
    public async Task Append_OfTwoNodesInTurn_EachFencesTheOther()
    {
        await using var one = await OpenAsync();
        await using var database2 = await PostgresTests.OpenAsync(address);
        await using var two = await PostgresJournal.OpenAsync(database2, 8, TimeProvider.System, default);
        var baton = (await one.AdvanceBatonsAsync([0], default))[0];
        long seq = 0;
        for (var round = 0; round < 20; round++)
        {
            var (owner, other) = round % 2 == 0 ? (one, two) : (two, one);
            var late = Enumerable.Range(0, 50).Select(i => other.AppendAsync(Appends.To(new StreamKey("camera", $"late-{round}-{i}"), round, 0), default).AsTask()).ToArray();
            var epoch = (await owner.ClaimAsync(0, baton, $"node-{round % 2}", default))!.Value;

            Assert.Equal(round + 1, epoch);
            Assert.Equal(new AppendOutcome.Fenced(epoch), await other.AppendAsync(Appends.To(Front, epoch - 1, seq), default));
            Assert.Equal(new AppendOutcome.Accepted(++seq), await owner.AppendAsync(Appends.To(Front, epoch, seq - 1), default));
            Assert.All(await Task.WhenAll(late), outcome => Assert.True(outcome is AppendOutcome.Fenced || (round > 0 && outcome is AppendOutcome.Accepted)));
        }
    }

    [Fact]
    public async Task ReadAll_WhileAnEarlierTransactionRuns_WaitsForIt()
    {
        await using var journal = await OpenAsync();
        var epoch = await TakeAsync(journal);
        await using var source = NpgsqlDataSource.Create(PostgresTests.Parse(address).Settings());
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var early = new NpgsqlCommand("SELECT pg_current_xact_id()::text", connection)) await early.ExecuteScalarAsync();
        await journal.AppendAsync(Appends.To(Front, epoch, 0), default);

        var reading = journal.ReadAllAsync(journal.Start, 10, default).AsTask();
        var finding = journal.FindEndAsync(default).AsTask();
        await using (var insert = new NpgsqlCommand(
            """
            INSERT INTO event(shard, epoch, kind, id, seq, type, version, data, meta, checksum, at) SELECT shard, epoch, kind, 'earlier', seq, type, version, data, meta, 0, at FROM event
            """, connection)) await insert.ExecuteNonQueryAsync();
        Assert.False(reading.IsCompleted);
        await transaction.RollbackAsync();

        var page = await reading;
        Assert.Equal(Front, Assert.Single(page.Events).Event.Stream);
        Assert.Equal(page.Next, await finding);
    }

    [Fact]
    public async Task Read_ADamagedEventReplyOrSnapshot_NamesItOrDoesWithout()
    {
        await using var journal = await OpenAsync();
        var epoch = await TakeAsync(journal);
        for (var seq = 0; seq < 3; seq++) await journal.AppendAsync(Appends.To(Front, epoch, seq).For($"c-{seq}"), default);
        await journal.SaveSnapshotAsync(Front, new StoredSnapshot(3, Appends.Message("test.state", "3")), default);
        await ExecuteAsync("UPDATE event SET data = replace(data, '2', '7') WHERE seq = 2");
        await ExecuteAsync("UPDATE command SET reply = '\"other\"' WHERE command_id = 'c-1'");
        await ExecuteAsync("UPDATE snapshot SET data = '4'");

        var damaged = await Assert.ThrowsAsync<JournalCorruptException>(async () => await journal.ReadStreamPageAsync(Front, null, 10, ReadOrder.OldestFirst, default));
        Assert.Equal((Front, 2), (damaged.Stream, damaged.Seq));
        await Assert.ThrowsAsync<JournalCorruptException>(async () => await journal.ReadAllAsync(journal.Start, 10, default));
        await Assert.ThrowsAsync<JournalCorruptException>(async () => await journal.FindReplyAsync(Front, "c-1", default));
        await Assert.ThrowsAsync<JournalCorruptException>(async () => await journal.AppendAsync(Appends.To(Front, epoch, 3).For("c-1"), default));
        Assert.Null(await journal.FindSnapshotAsync(Front, default));
        await ExecuteAsync("DELETE FROM event WHERE seq = 2");
        Assert.Contains("Event 2 of camera/front-door is missing", (await Assert.ThrowsAsync<JournalCorruptException>(async () => await journal.ReadStreamPageAsync(Front, null, 10, ReadOrder.OldestFirst, default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_WhatPostgresCannotKeep_FailsAlone()
    {
        await using var journal = await OpenAsync();
        var epoch = await TakeAsync(journal);
        var good = Enumerable.Range(0, 50).Select(i => journal.AppendAsync(Appends.To(new StreamKey("camera", $"c{i}"), epoch, 0), default).AsTask());
        var bad = Appends.To(Front, epoch, 0) with { Events = [new EncodedMessage("test.bad", 1, new byte[] { 0xff, 0 })] };
        var failing = journal.AppendAsync(bad, default).AsTask();

        Assert.All(await Task.WhenAll(good), outcome => Assert.Equal(new AppendOutcome.Accepted(1), outcome));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.Equal(new AppendOutcome.Accepted(1), await journal.AppendAsync(Appends.To(Front, epoch, 0), default));
    }

    [Fact]
    public async Task Open_WhatWasDumpedFromAnotherServer_IsReadableUnderAnotherHistory()
    {
        await using var journal = await OpenAsync();
        var epoch = await TakeAsync(journal);
        for (var seq = 0; seq < 5; seq++) await journal.AppendAsync(Appends.To(Front, epoch, seq), default);
        await ExecuteAsync("UPDATE event SET xid = (xid::text::bigint + 1000000000)::text::xid8"); // as if that server had written more

        await using var again = await OpenAsync();

        Assert.NotEqual(journal.DataEpoch, again.DataEpoch);
        await again.AppendAsync(Appends.To(Front, epoch, 5), default);
        Assert.Equal([1, 2, 3, 4, 5, 6], (await again.ReadAllAsync(again.Start, 10, default)).Events.Select(e => e.Event.Seq));
    }

    [Fact]
    public async Task ChangeDataEpoch_EarlierCursors_AreRefused()
    {
        await using var journal = await OpenAsync();
        var cursor = journal.Start;

        await journal.ChangeDataEpochAsync(default);

        await Assert.ThrowsAsync<EventCursorException>(async () => await journal.ReadAllAsync(cursor, 10, default));
        await using var again = await OpenAsync();
        Assert.Equal(journal.DataEpoch, again.DataEpoch);
    }

    [Fact]
    public async Task DeleteReplies_BeforeAMoment_ForgetsThoseAlone()
    {
        await using var journal = await OpenAsync();
        var epoch = await TakeAsync(journal);
        for (var i = 0; i < 10; i++) await journal.AppendAsync(Appends.To(Front, epoch, i).For($"c-{i}") with { At = Appends.Noon.AddHours(i) }, default);

        Assert.Equal(4, await journal.DeleteRepliesBeforeAsync(Appends.Noon.AddHours(4), default));

        Assert.Null(await journal.FindReplyAsync(Front, "c-3", default));
        Assert.NotNull(await journal.FindReplyAsync(Front, "c-4", default));
    }

    private Task<PostgresJournal> OpenAsync(int? shards = 8) => PostgresJournal.OpenAsync(database, shards, TimeProvider.System, default);

    private static async Task<long> TakeAsync(PostgresJournal journal) =>
        (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default))!.Value;

    private Task<object?> ExecuteAsync(string sql) => PostgresServer.ExecuteAsync(new Uri(address), sql);
}
