namespace Fresnel.Clustering.Broker;

/// <summary>A consumer of one queue.</summary>
public interface IBrokerConsumer : IAsyncDisposable
{
    /// <summary>The queue.</summary>
    string Queue { get; }

    /// <summary>
    /// Completes with the reason when the consumer's unsettled deliveries have been taken from it: connection lost, queue
    /// deleted, a delivery unsettled for too long, handler failed, or disposed. Never faults; cancelling does not complete it.
    /// </summary>
    Task<string> Lost { get; }

    /// <summary>
    /// No more deliveries; those not settled stay open and can still be settled. Completes when no handler will be called
    /// any more. Cancelling twice, or a lost consumer, is no error.
    /// </summary>
    ValueTask CancelAsync(CancellationToken cancellationToken);

    /// <summary>Ends the consumer: its unsettled deliveries go back to the queue.</summary>
    new ValueTask DisposeAsync();
}
