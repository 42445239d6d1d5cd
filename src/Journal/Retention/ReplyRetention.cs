using Fresnel.Journal.Events;
using Fresnel.Storage;
using Fresnel.Storage.Retention;
using Microsoft.Extensions.Logging;

namespace Fresnel.Journal.Retention;

/// <summary>Forgets replies to commands that are no longer to be kept, at once when started and then at every interval.</summary>
public sealed class ReplyRetention(IJournal journal, RetentionOptions options, TimeProvider time, ILogger<ReplyRetention> logger)
{
    /// <summary>Runs until cancelled. A journal that cannot be used is logged and tried again at the next interval.</summary>
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
                    ReplyRetentionLog.Failed(logger, failure.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    /// <summary>Forgets once.</summary>
    /// <exception cref="StoreUnavailableException">The journal cannot be used.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var forgotten = await journal.DeleteRepliesBeforeAsync(time.GetUtcNow() - options.ReplyAge, cancellationToken).ConfigureAwait(false);
        if (forgotten > 0) ReplyRetentionLog.Deleted(logger, forgotten);
    }
}
