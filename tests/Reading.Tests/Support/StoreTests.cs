namespace Fresnel.Reading.Tests.Support;

/// <summary>A suite that runs on each store: its tests begin with an empty, prepared one.</summary>
public abstract class StoreTests : IAsyncLifetime
{
    internal TestStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Store = await CreateAsync();
        if (Prepared) await Store.PrepareAsync();
    }

    public async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Whether the tables are there when a test begins.</summary>
    protected virtual bool Prepared => true;

    private protected abstract Task<TestStore> CreateAsync();
}
