using Fresnel.Storage.Observations;
using Fresnel.Tests.Stores;

namespace Fresnel.Storage.Tests.Observations;

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
