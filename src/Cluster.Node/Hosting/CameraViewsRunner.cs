using Fresnel.Storage.Projections;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>Runs the camera projection beside the node, and says when readers see what was written.</summary>
public sealed class CameraViewsRunner(ProjectionRunner runner) : IAsyncDisposable
{
    private readonly CancellationTokenSource ends = new();
    private Task running = Task.CompletedTask;

    /// <summary>Completes with the fault where the projection ended by itself: a damaged journal, or one of a newer build.</summary>
    public Task Running => running;

    /// <summary>Begins.</summary>
    public void Start() => running = Task.Run(() => runner.RunAsync(ends.Token));

    /// <summary>Completes when readers see every event that is in the journal now.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var caughtUp = runner.CatchUpAsync(cancellationToken).AsTask();
        if (await Task.WhenAny(caughtUp, running) == running) await running; // says why it ended
        await caughtUp;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ends.Dispose();
    }
}
