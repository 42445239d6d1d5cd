using Fresnel.Storage.Artifacts;
using Fresnel.Storage.Observations;
using Microsoft.Extensions.Logging;

namespace Fresnel.Storage.Retention;

/// <summary>Deletes observations and artifacts that are no longer to be kept, at once when started and then at every interval.</summary>
public sealed class RetentionRunner(
    IArtifactStore artifacts,
    IObservationStore observations,
    RetentionOptions options,
    TimeProvider time,
    ILogger<RetentionRunner> logger)
{
    /// <summary>Runs until cancelled. A store that cannot be used is logged and tried again at the next interval.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            do
            {
                try
                {
                    await SweepAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception failure) when (failure is StoreUnavailableException or StoreDamagedException)
                {
                    RetentionLog.Failed(logger, failure.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    /// <summary>Deletes once.</summary>
    /// <exception cref="StoreUnavailableException">A store cannot be used.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var gone = await observations.DeleteBeforeAsync(now - options.ObservationAge, cancellationToken).ConfigureAwait(false);
        if (gone > 0) RetentionLog.DeletedObservations(logger, gone);
        var kept = new List<ArtifactInfo>();
        await foreach (var artifact in artifacts.ListAsync(cancellationToken).ConfigureAwait(false)) kept.Add(artifact);
        var given = ArtifactRetention.Select(kept, now, options);
        var bytes = 0L;
        foreach (var artifact in given)
        {
            await artifacts.DeleteAsync(artifact.Id, cancellationToken).ConfigureAwait(false);
            bytes += artifact.Length;
        }

        if (given.Count > 0) RetentionLog.DeletedArtifacts(logger, given.Count, bytes);
    }
}
