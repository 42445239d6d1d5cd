using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.InProcess;

/// <summary>A consumer. Its state is guarded by the broker's lock; its handler runs outside it, on the thread pool.</summary>
internal sealed class InProcessConsumer(
    InProcessBroker broker, InProcessConnection connection, InProcessQueue queue, ConsumerOptions options, DeliveryHandler handler)
    : IBrokerConsumer
{
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<InProcessDelivery> open = [];
    private readonly Queue<InProcessDelivery> waiting = new();
    private TaskCompletionSource? quiet;
    private bool pumping;
    private bool cancelled;

    public string Queue => queue.Spec.Name;

    public Task<string> Lost => lost.Task;

    public int Priority => options.Priority;

    /// <summary>Grows each time the consumer is served; equals take turns by it.</summary>
    public long LastServed { get; set; }

    public bool HasRoom => !cancelled && !connection.Lost.IsCompleted && open.Count < options.Prefetch;

    public InProcessConnection Connection => connection;

    public int Open => open.Count;

    /// <summary>Hands a message over; the caller holds the lock.</summary>
    public void Deliver(StoredMessage message, long now)
    {
        var delivery = new InProcessDelivery(this, message, now);
        open.Add(delivery);
        waiting.Enqueue(delivery);
        if (pumping) return;
        pumping = true;
        ThreadPool.UnsafeQueueUserWorkItem(static consumer => _ = consumer.PumpAsync(), this, preferLocal: false);
    }

    public bool Settle(InProcessDelivery delivery, bool giveBack)
    {
        lock (broker.Gate)
        {
            if (!open.Remove(delivery)) return false;
            if (giveBack) queue.Return([delivery.Message]);
            queue.Dispatch();
            return true;
        }
    }

    /// <summary>Takes every open delivery from the consumer; the caller holds the lock.</summary>
    public void Lose(string reason)
    {
        if (lost.Task.IsCompleted) return;
        StopDelivering();
        queue.Return([.. open.Select(static d => d.Message)]);
        open.Clear();
        connection.Forget(this);
        lost.SetResult(reason);
        queue.Dispatch();
    }

    /// <summary>Whether a delivery has been open since before a timestamp; the caller holds the lock.</summary>
    public bool HasOpenSince(long before) => open.Any(d => d.DeliveredAt <= before);

    public ValueTask CancelAsync(CancellationToken cancellationToken)
    {
        lock (broker.Gate)
        {
            if (!cancelled)
            {
                var unseen = waiting.ToArray();
                StopDelivering();
                foreach (var delivery in unseen) open.Remove(delivery);
                queue.Return([.. unseen.Select(static d => d.Message)]);
                queue.Dispatch();
            }

            if (!pumping) return ValueTask.CompletedTask;
            quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(quiet.Task.WaitAsync(cancellationToken));
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (broker.Gate) Lose("disposed");
        return ValueTask.CompletedTask;
    }

    private void StopDelivering()
    {
        cancelled = true;
        waiting.Clear();
        queue.Remove(this);
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            InProcessDelivery? delivery;
            lock (broker.Gate)
            {
                if (!waiting.TryDequeue(out delivery))
                {
                    pumping = false;
                    quiet?.TrySetResult();
                    return;
                }
            }

            try
            {
                await handler(delivery).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // An edge: the handler's fault ends its consumer, as the port promises, and nothing else.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                lock (broker.Gate) Lose($"its handler failed: {fault.GetType().Name}: {fault.Message}");
            }
            finally
            {
                delivery.CloseBody();
            }
        }
    }
}
