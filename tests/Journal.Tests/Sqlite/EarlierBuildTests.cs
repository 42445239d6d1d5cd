using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Tests.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage.Sqlite.Pages;
using Fresnel.Tests.Stores;
using Microsoft.Data.Sqlite;

namespace Fresnel.Journal.Tests.Sqlite;

public sealed class EarlierBuildTests : IDisposable
{
    private static readonly StreamKey Front = new("camera", "front-door");

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Open_AJournalWithoutChecksums_KeepsAllAndGivesItSome()
    {
        await using (var journal = SqliteJournal.Open(folder["new.db"], 8))
        {
            var epoch = (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default))!.Value;
            for (long seq = 0; seq < 50; seq++) await journal.AppendAsync(Appends.To(Front, epoch, seq).For($"c-{seq}"), default);
        }

        WriteFirstVersion(folder["journal.db"], folder["new.db"]);
        await using (var journal = SqliteJournal.Open(folder["journal.db"], 8))
        {
            Assert.Equal(50, (await journal.ReadAllAsync(journal.Start, 100, default)).Events.Count);
            for (var seq = 0; seq < 50; seq++) Assert.NotNull(await journal.FindReplyAsync(Front, $"c-{seq}", default));
            Assert.Equal(new AppendOutcome.Accepted(51), await journal.AppendAsync(Appends.To(Front, 1, 50), default));
        }

        Assert.Null(await PageScan.FindDamageAsync(folder["journal.db"], TimeProvider.System, default));
        var bytes = File.ReadAllBytes(folder["journal.db"]);
        bytes[^100] ^= 1;
        File.WriteAllBytes(folder["journal.db"], bytes);
        Assert.NotNull(await PageScan.FindDamageAsync(folder["journal.db"], TimeProvider.System, default));
    }

    // As the first build wrote it: its tables, and pages without checksums.
    private static void WriteFirstVersion(string path, string from)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            PRAGMA journal_mode = WAL;
            {JournalSchema.Schema.Steps[0]}
            PRAGMA application_id = {JournalSchema.Schema.ApplicationId};
            PRAGMA user_version = 1;
            ATTACH '{from}' AS written;
            INSERT INTO cluster SELECT * FROM written.cluster;
            INSERT INTO shard SELECT * FROM written.shard;
            INSERT INTO entity SELECT * FROM written.entity;
            INSERT INTO event SELECT * FROM written.event;
            INSERT INTO command SELECT kind, id, command_id, append_id, seq, reply_type, reply_version, reply, checksum, at FROM written.command;
            """;
        command.ExecuteNonQuery();
    }
}
