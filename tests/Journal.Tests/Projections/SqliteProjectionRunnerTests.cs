using Fresnel.Journal.Events;
using Fresnel.Journal.Sqlite;

namespace Fresnel.Journal.Tests.Projections;

public sealed class SqliteProjectionRunnerTests : ProjectionRunnerCompliance
{
    private SqliteJournal journal = null!;

    protected override Task<IJournal> OpenAsync() => Task.FromResult<IJournal>(journal = SqliteJournal.Open(Folder["journal.db"]));

    protected override async Task RestoreAsync() => await journal.ChangeDataEpochAsync(default);
}
