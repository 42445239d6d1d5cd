using Fresnel.Storage.Observations;
using Fresnel.Storage.Sqlite.Pages;
using Fresnel.Storage.Tests.Support;
using Fresnel.Tests.Stores;
using Microsoft.Data.Sqlite;

namespace Fresnel.Storage.Tests.Sqlite;

public sealed class EarlierBuildTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Open_AStoreWithoutChecksums_KeepsAllAndGivesItSome()
    {
        const int count = 50;
        await using (var store = SqliteObservationStore.Open(folder["new.db"]))
        {
            for (var number = 1; number <= count; number++) await store.WriteAsync(Sights.Batch(number), default);
        }

        WriteWithoutChecksums(folder["observations.db"], folder["new.db"]);
        await using (var store = SqliteObservationStore.Open(folder["observations.db"]))
        {
            await store.WriteAsync(Sights.Batch(count + 1), default);
            Assert.Equal(count + 1, (await store.ReadAsync(new ObservationQuery(Sights.Camera, Sights.Noon, DateTimeOffset.MaxValue), default)).Count);
        }

        Assert.Null(await PageScan.FindDamageAsync(folder["observations.db"], TimeProvider.System, default));
        var bytes = File.ReadAllBytes(folder["observations.db"]);
        bytes[^100] ^= 1;
        File.WriteAllBytes(folder["observations.db"], bytes);
        Assert.NotNull(await PageScan.FindDamageAsync(folder["observations.db"], TimeProvider.System, default));
    }

    // As the first build wrote it: the same tables, and pages without checksums.
    private static void WriteWithoutChecksums(string path, string from)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            PRAGMA journal_mode = WAL;
            {ObservationSchema.Schema.Steps[0]}
            PRAGMA application_id = {ObservationSchema.Schema.ApplicationId};
            PRAGMA user_version = 1;
            ATTACH '{from}' AS written;
            INSERT INTO entity SELECT * FROM written.entity;
            INSERT INTO epoch SELECT * FROM written.epoch;
            INSERT INTO mark SELECT * FROM written.mark;
            INSERT INTO observation SELECT * FROM written.observation;
            """;
        command.ExecuteNonQuery();
    }
}
