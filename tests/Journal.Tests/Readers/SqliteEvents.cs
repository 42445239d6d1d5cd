using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Tests.Events;
using Fresnel.Tests.Events;
using Fresnel.Tests.Stores;

namespace Fresnel.Journal.Tests.Readers;

/// <summary>Makes empty journals in SQLite.</summary>
internal static class SqliteEvents
{
    public static IWritableEvents Open()
    {
        var folder = new TempFolder();
        var journal = SqliteJournal.Open(folder["journal.db"]);
        return new JournalEvents(
            journal,
            async () => await journal.ChangeDataEpochAsync(default),
            () => Task.CompletedTask,
            () =>
            {
                folder.Dispose();
                return Task.CompletedTask;
            });
    }
}
