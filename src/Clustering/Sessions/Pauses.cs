namespace Fresnel.Clustering.Sessions;

/// <summary>Waiting that ends quietly.</summary>
internal static class Pauses
{
    /// <summary>Waits for a span; returns early, without an exception, where it is cancelled.</summary>
    public static async Task WaitAsync(TimeSpan span, TimeProvider time, CancellationToken cancellationToken) =>
        await Task.Delay(span, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Completes, without an exception, when it is cancelled.</summary>
    public static async Task ForeverAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
