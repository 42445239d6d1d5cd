using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.InProcess;

/// <summary>A consumer. Its state is guarded by the broker's lock; its handler runs outside it, on the thread pool.</summary>
internal sealed class InProcessConsumer(
    InProcessBroker broker, InProcessConnection connection, InProcessQueue queue, ConsumerOptions options, DeliveryHandler handler)
    : IBrokerConsumer
{
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<InProcessDelivery> _open = [];
    private readonly Queue<InProcessDelivery> _waiting = new();
    private TaskCompletionSource? _quiet;
    private bool _pumping;
    private bool _cancelled;

    public string Queue => queue.Spec.Name;

    public Task<string> Lost => _lost.Task;

    public int Priority => options.Priority;

    /// <summary>Grows each time the consumer is served; equals take turns by it.</summary>
    public long LastServed { get; set; }

    public bool HasRoom => !_cancelled && !connection.Lost.IsCompleted && _open.Count < options.Prefetch;

    public InProcessConnection Connection => connection;

    public int Open => _open.Count;

    /// <summary>Hands a message over; the caller holds the lock.</summary>
    public void Deliver(StoredMessage message, long now)
    {
        var delivery = new InProcessDelivery(this, message, now);
        _open.Add(delivery);
        _waiting.Enqueue(delivery);
        if (_pumping) return;
        _pumping = true;
        ThreadPool.UnsafeQueueUserWorkItem(static consumer => _ = consumer.PumpAsync(), this, preferLocal: false);
    }

    public bool Settle(InProcessDelivery delivery, bool giveBack)
    {
        lock (broker.Gate)
        {
            if (!_open.Remove(delivery)) return false;
            if (giveBack) queue.Return([delivery.Message]);
            queue.Dispatch();
            return true;
        }
    }

    /// <summary>Takes every open delivery from the consumer; the caller holds the lock.</summary>
    public void Lose(string reason)
    {
        if (_lost.Task.IsCompleted) return;
        StopDelivering();
        queue.Return([.. _open.Select(static d => d.Message)]);
        _open.Clear();
        connection.Forget(this);
        _lost.SetResult(reason);
        queue.Dispatch();
    }

    /// <summary>Whether a delivery has been open since before a timestamp; the caller holds the lock.</summary>
    public bool HasOpenSince(long before) => _open.Any(d => d.DeliveredAt <= before);

    public ValueTask CancelAsync(CancellationToken cancellationToken)
    {
        lock (broker.Gate)
        {
            if (!_cancelled)
            {
                var unseen = _waiting.ToArray();
                StopDelivering();
                foreach (var delivery in unseen) _open.Remove(delivery);
                queue.Return([.. unseen.Select(static d => d.Message)]);
                queue.Dispatch();
            }

            if (!_pumping) return ValueTask.CompletedTask;
            _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_quiet.Task.WaitAsync(cancellationToken));
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (broker.Gate) Lose("disposed");
        return ValueTask.CompletedTask;
    }

    private void StopDelivering()
    {
        _cancelled = true;
        _waiting.Clear();
        queue.Remove(this);
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            InProcessDelivery? delivery;
            lock (broker.Gate)
            {
                if (!_waiting.TryDequeue(out delivery))
                {
                    _pumping = false;
                    _quiet?.TrySetResult();
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
