using System.Globalization;
using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Tests.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Tests.Stores;
using Microsoft.Data.Sqlite;

namespace Fresnel.Journal.Tests.Sqlite;

public sealed class SqliteJournalTests : IDisposable
{
    private static readonly StreamKey Front = new("camera", "front-door");

    private readonly TempFolder folder = new();

    private string Path => folder["journal.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Open_WithAnotherNumberOfShards_SaysTheRecordedOne()
    {
        await SqliteJournal.Open(Path, 16).DisposeAsync();

        var refused = Assert.Throws<StoreSchemaException>(() => SqliteJournal.Open(Path, 64));

        Assert.Contains("16", refused.Message, StringComparison.Ordinal);
        await using var journal = SqliteJournal.Open(Path);
        Assert.Equal(16, journal.ShardCount);
    }

    [Fact]
    public async Task Open_OfANewerBuild_IsRefusedInOneLine()
    {
        await SqliteJournal.Open(Path).DisposeAsync();
        Sql("PRAGMA user_version = 99");

        var refused = Assert.Throws<StoreSchemaException>(() => SqliteJournal.Open(Path));

        Assert.Contains("schema version 99", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Open_AnotherDatabase_IsRefused()
    {
        Sql("CREATE TABLE other(x)");

        Assert.Contains("not a journal", Assert.Throws<StoreSchemaException>(() => SqliteJournal.Open(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NotADatabase_IsRefused()
    {
        File.WriteAllText(Path, new string('x', 5000));

        Assert.Contains("not a database", Assert.Throws<StoreSchemaException>(() => SqliteJournal.Open(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_InAFolderThatIsMissing_SaysSo() =>
        Assert.Contains("cannot be opened", Assert.Throws<StoreUnavailableException>(() => SqliteJournal.Open(folder["no/journal.db"])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Read_AfterAnEventChanged_NamesItHoweverItIsRead()
    {
        await WriteAsync(5);
        Sql("""UPDATE event SET data = '{"number":4}' WHERE seq = 3""");

        await using var journal = SqliteJournal.Open(Path);
        var damage = await Assert.ThrowsAsync<JournalCorruptException>(async () => await ReadAsync(journal));
        Assert.Equal((Front, 3L), (damage.Stream, damage.Seq));
        await Assert.ThrowsAsync<JournalCorruptException>(async () => await journal.ReadAllAsync(journal.Start, 10, default));
        await Assert.ThrowsAsync<JournalCorruptException>(async () => await journal.ReadStreamPageAsync(Front, null, 10, ReadOrder.NewestFirst, default));
    }

    [Theory]
    [InlineData("type", "'test.other'")]
    [InlineData("version", "2")]
    [InlineData("epoch", "9")]
    [InlineData("meta", "'{}'")]
    [InlineData("at", "at + 1")]
    [InlineData("checksum", "checksum + 1")]
    public async Task Read_AfterAColumnChanged_NamesTheEvent(string column, string value)
    {
        await WriteAsync(3);
        Sql($"UPDATE event SET {column} = {value} WHERE seq = 2");

        await using var journal = SqliteJournal.Open(Path);
        Assert.Equal(2, (await Assert.ThrowsAsync<JournalCorruptException>(async () => await ReadAsync(journal))).Seq);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Read_AfterAnEventVanished_NamesIt(long missing)
    {
        await WriteAsync(3);
        Sql($"DELETE FROM event WHERE seq = {missing}");

        await using var journal = SqliteJournal.Open(Path);
        Assert.Equal(missing, (await Assert.ThrowsAsync<JournalCorruptException>(async () => await ReadAsync(journal))).Seq);
        var backwards = await Assert.ThrowsAsync<JournalCorruptException>(async () => await journal.ReadStreamPageAsync(Front, null, 10, ReadOrder.NewestFirst, default));
        Assert.Equal(missing, backwards.Seq);
    }

    [Fact]
    public async Task FindReply_AfterItChanged_NamesTheCommand()
    {
        await WriteAsync(1, "c-1");
        Sql("UPDATE command SET reply = '\"forged\"'");

        await using var journal = SqliteJournal.Open(Path);
        var damage = await Assert.ThrowsAsync<JournalCorruptException>(async () => await journal.FindReplyAsync(Front, "c-1", default));
        Assert.Contains("c-1", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_WhenARememberedReplyIsDamaged_FailsAloneInItsGroup()
    {
        var epoch = await WriteAsync(1, "c-1");
        Sql("UPDATE command SET reply = '\"forged\"'");

        await using var journal = SqliteJournal.Open(Path);
        var damaged = journal.AppendAsync(Appends.To(Front, epoch, 1).For("c-1"), default).AsTask();
        var sound = journal.AppendAsync(Appends.To(Front, epoch, 1), default).AsTask();
        await Assert.ThrowsAsync<JournalCorruptException>(() => damaged);
        Assert.Equal(new AppendOutcome.Accepted(2), await sound);
    }

    [Fact]
    public async Task FindSnapshot_AfterItChanged_FindsNone()
    {
        await using (var journal = SqliteJournal.Open(Path)) await journal.SaveSnapshotAsync(Front, new StoredSnapshot(7, Appends.Message("test.state", "1")), default);
        Sql("UPDATE snapshot SET data = '2'");

        await using var again = SqliteJournal.Open(Path);
        Assert.Null(await again.FindSnapshotAsync(Front, default));
    }

    [Fact]
    public async Task ChangeDataEpoch_MakesEarlierCursorsVoid()
    {
        await WriteAsync(2);
        await using var journal = SqliteJournal.Open(Path);
        var before = await journal.FindEndAsync(default);

        await journal.ChangeDataEpochAsync(default);

        await Assert.ThrowsAsync<EventCursorException>(async () => await journal.ReadAllAsync(before, 10, default));
        Assert.Equal(2, (await journal.ReadAllAsync(journal.Start, 10, default)).Events.Count);
        var epoch = journal.DataEpoch;
        await journal.DisposeAsync();
        await using var again = SqliteJournal.Open(Path);
        Assert.Equal(epoch, again.DataEpoch);
    }

    [Fact]
    public async Task Append_WhileAnotherHoldsTheFile_SaysSoAndWorksAfterwards()
    {
        var epoch = await WriteAsync(1);
        await using var journal = SqliteJournal.Open(Path);
        using (var other = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            other.Open();
            using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            hold.ExecuteNonQuery();
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await journal.AppendAsync(Appends.To(Front, epoch, 1), default));
            Assert.Contains("locked", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(new AppendOutcome.Accepted(2), await journal.AppendAsync(Appends.To(Front, epoch, 1), default));
    }

    [Fact]
    public async Task Append_AfterDispose_IsRefused()
    {
        var journal = SqliteJournal.Open(Path);
        await journal.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await journal.AppendAsync(Appends.To(Front, 1, 0), default));
    }

    [TmpfsFact]
    public async Task Append_WithoutSpace_AcknowledgesNothingAndWorksWhenThereIsSome()
    {
        Directory.CreateDirectory(folder["full"]);
        Assert.True(TmpfsFactAttribute.TryMount(folder["full"], "8m"));
        try
        {
            await using var journal = SqliteJournal.Open(System.IO.Path.Combine(folder["full"], "journal.db"));
            var epoch = await TakeAsync(journal);
            var ballast = System.IO.Path.Combine(folder["full"], "ballast");
            File.WriteAllBytes(ballast, new byte[6 << 20]);
            var large = Appends.Message("test.large", $"\"{new string('x', 100_000)}\"");
            long seq = 0;
            StoreUnavailableException? refused = null;
            while (refused is null)
            {
                try
                {
                    Assert.Equal(new AppendOutcome.Accepted(seq + 1), await journal.AppendAsync(Appends.To(Front, epoch, seq) with { Events = [large] }, default));
                    seq++;
                }
                catch (StoreUnavailableException failure)
                {
                    refused = failure;
                }
            }

            Assert.Contains("No space is left", refused.Message, StringComparison.Ordinal);
            Assert.Equal(seq, (await ReadAsync(journal)).Count);
            File.Delete(ballast);
            Assert.Equal(new AppendOutcome.Accepted(seq + 1), await journal.AppendAsync(Appends.To(Front, epoch, seq) with { Events = [large] }, default));
        }
        finally
        {
            TmpfsFactAttribute.Unmount(folder["full"]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(4000)]
    public async Task Open_AfterTheWriterWasKilledAndItsLogTorn_HoldsAllThatWasAcknowledged(int tornBytes)
    {
        long acknowledged = 0;
        using (var child = new Child("append", Path))
        {
            while (acknowledged < 200) acknowledged = long.Parse((await child.ReadLineAsync())!, CultureInfo.InvariantCulture);
            foreach (var line in await child.KillAsync())
            {
                // The last line may have been cut by the kill.
                if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) acknowledged = Math.Max(acknowledged, number);
            }
        }

        // A frame that was being written when the power went: its beginning is there, its end is not.
        using (var log = new FileStream(Path + "-wal", FileMode.Append)) log.Write(Enumerable.Range(0, tornBytes).Select(i => (byte)(i * 37)).ToArray());

        await using var journal = SqliteJournal.Open(Path);
        var events = await ReadAsync(journal);
        Assert.InRange(events.Count, acknowledged, acknowledged + 1);
        var epoch = await TakeAsync(journal);
        Assert.Equal(new AppendOutcome.Accepted(events.Count + 1), await journal.AppendAsync(Appends.To(Front, epoch, events.Count), default));
    }

    private static async Task<long> TakeAsync(SqliteJournal journal)
    {
        var baton = (await journal.AdvanceBatonsAsync([0], default))[0];
        return (await journal.ClaimAsync(0, baton, "test", default))!.Value;
    }

    private static async Task<List<StoredEvent>> ReadAsync(SqliteJournal journal)
    {
        var events = new List<StoredEvent>();
        await foreach (var stored in journal.ReadStreamAsync(Front, 0, default)) events.Add(stored);
        return events;
    }

    private async Task<long> WriteAsync(int events, string? commandId = null)
    {
        await using var journal = SqliteJournal.Open(Path);
        var epoch = await TakeAsync(journal);
        var append = Appends.To(Front, epoch, 0, events);
        Assert.Equal(new AppendOutcome.Accepted(events), await journal.AppendAsync(commandId is null ? append : append.For(commandId), default));
        return epoch;
    }

    private void Sql(string statement)
    {
        // By way of the journal's own writing of pages: only the rows are wrong.
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False{(File.Exists(Path) ? ";Vfs=fresnel-checked" : "")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
