namespace Fresnel.Kernel.Tests.Support;

/// <summary>A test with a system of its own, which is shut down after it.</summary>
public abstract class KernelTest : IAsyncLifetime, IAsyncDisposable
{
    private protected TestSystem Kernel { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        Release();
        await Kernel.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go what a failed test may have left waiting.</summary>
    private protected virtual void Release()
    {
    }
}
