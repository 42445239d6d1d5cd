using Fresnel.Journal.Events;
using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Tests.Events;

namespace Fresnel.Journal.Tests.Sqlite;

public sealed class SqliteJournalCompliance : JournalCompliance
{
    private readonly string folder = Directory.CreateTempSubdirectory("fresnel-journal-").FullName;

    protected override Task<IJournal> OpenAsync() => Task.FromResult<IJournal>(SqliteJournal.Open(Path.Combine(folder, "journal.db"), Shards));

    protected override Task DeleteAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}
