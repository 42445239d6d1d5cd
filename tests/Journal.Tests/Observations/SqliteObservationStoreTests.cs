using Fresnel.Journal.Observations;
using Fresnel.Journal.Tests.Support;

namespace Fresnel.Journal.Tests.Observations;

public sealed class SqliteObservationStoreTests : ObservationStoreCompliance
{
    private readonly TempFolder folder = new();

    protected override Task<IObservationStore> OpenAsync() => Task.FromResult<IObservationStore>(SqliteObservationStore.Open(folder["observations.db"]));

    protected override Task DeleteAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }
}
