using Fresnel.Clustering.Broker;
using Microsoft.Extensions.Logging;

namespace Fresnel.Clustering.Sessions;

/// <summary>Keeps a node connected: opens a session, waits for its end, and opens the next after a pause with jitter.</summary>
internal sealed class BrokerLink(IBroker broker, string node, TimeSpan longestPause, Random random, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private TaskCompletionSource<BrokerSession> current = NewSource();
    private BrokerSession? live;

    /// <summary>The session there is now, or null.</summary>
    public BrokerSession? Current
    {
        get
        {
            lock (gate) return live;
        }
    }

    /// <summary>The session, or the next one where there is none.</summary>
    public Task<BrokerSession> SessionAsync(CancellationToken cancellationToken)
    {
        lock (gate) return current.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Runs until cancelled; the connections are closed then.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ServeAsync(stop).ConfigureAwait(false);
                pause = FirstPause;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped in the middle of connecting.
                return;
            }
            catch (BrokerException fault)
            {
                ClusteringLog.BrokerUnreachable(logger, node, fault.Message);
            }

            if (stop.IsCancellationRequested) return;
            await Pauses.WaitAsync(pause * (0.5 + (random.NextDouble() / 2)), time, stop).ConfigureAwait(false);
            pause = pause * 2 < longestPause ? pause * 2 : longestPause;
        }
    }

    private static TaskCompletionSource<BrokerSession> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ServeAsync(CancellationToken stop)
    {
        using var ended = new CancellationTokenSource();
        await using var consuming = await broker.ConnectAsync($"{node} consuming", stop).ConfigureAwait(false);
        await using var publishing = await broker.ConnectAsync($"{node} publishing", stop).ConfigureAwait(false);
        lock (gate)
        {
            live = new BrokerSession(consuming, publishing, time.GetTimestamp(), ended.Token);
            current.SetResult(live);
        }

        ClusteringLog.Connected(logger, node);

        var stopped = Pauses.ForeverAsync(stop);
        var first = await Task.WhenAny(consuming.Lost, publishing.Lost, stopped).ConfigureAwait(false);
        lock (gate)
        {
            live = null;
            current = NewSource();
        }

        await ended.CancelAsync().ConfigureAwait(false);
        if (first is Task<string> lost) ClusteringLog.ConnectionLost(logger, node, await lost.ConfigureAwait(false));
    }
}
