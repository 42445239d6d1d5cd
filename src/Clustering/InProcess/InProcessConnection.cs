using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.InProcess;

/// <summary>A connection to an <see cref="InProcessBroker"/>; its state is guarded by the broker's lock.</summary>
internal sealed class InProcessConnection(InProcessBroker broker, string name) : IBrokerConnection
{
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<InProcessConsumer> consumers = [];

    public string Name => name;

    public string Product => "in-process";

    public Task<string> Lost => lost.Task;

    public ValueTask DeclareQueueAsync(QueueSpec queue, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (broker.Gate)
        {
            ThrowIfLost();
            broker.Declare(queue, this);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DeclareTopicAsync(string exchange, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (broker.Gate)
        {
            ThrowIfLost();
            broker.DeclareTopic(exchange);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask BindAsync(string exchange, string queue, string pattern, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (broker.Gate)
        {
            ThrowIfLost();
            broker.Bind(exchange, broker.Find(queue, this), pattern);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (broker.Gate)
        {
            ThrowIfLost();
            broker.Delete(queue, this);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<QueueDepth> InspectAsync(string queue, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (broker.Gate)
        {
            ThrowIfLost();
            var found = broker.Find(queue, this);
            found.Dispatch();
            return ValueTask.FromResult(new QueueDepth(found.Ready, found.Consumers.Count));
        }
    }

    public async ValueTask<PublishOutcome> PublishAsync(
        Publication publication, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (broker.Unblocked is { IsCompleted: false } unblocked)
        {
            try
            {
                var first = await Task.WhenAny(unblocked, lost.Task).WaitAsync(timeout, broker.Time, cancellationToken)
                    .ConfigureAwait(false);
                if (first == lost.Task) ThrowIfLost();
            }
            catch (TimeoutException late)
            {
                throw new BrokerException(
                    BrokerFault.Blocked, $"The broker took no message for {timeout.TotalSeconds:0.###} s: it is blocked.", late);
            }
        }

        lock (broker.Gate)
        {
            ThrowIfLost();
            var routed = broker.Route(new StoredMessage
            {
                Exchange = publication.Exchange ?? "",
                RoutingKey = publication.RoutingKey,
                Headers = publication.Headers,
                Body = publication.Body.ToArray(),
            });
            return routed || !publication.Mandatory ? PublishOutcome.Confirmed : PublishOutcome.Unroutable;
        }
    }

    public ValueTask<IBrokerConsumer> ConsumeAsync(
        string queue, ConsumerOptions options, DeliveryHandler handler, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Prefetch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Prefetch, ushort.MaxValue);
        cancellationToken.ThrowIfCancellationRequested();
        lock (broker.Gate)
        {
            ThrowIfLost();
            var found = broker.Find(queue, this);
            var consumer = new InProcessConsumer(broker, this, found, options, handler);
            consumers.Add(consumer);
            found.Add(consumer);
            return ValueTask.FromResult<IBrokerConsumer>(consumer);
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (broker.Gate) Lose("closed");
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the connection and all that hangs on it; the caller holds the lock.</summary>
    public void Lose(string reason)
    {
        if (lost.Task.IsCompleted) return;
        lost.SetResult(reason);
        foreach (var consumer in consumers.ToArray()) consumer.Lose($"connection lost: {reason}");
        broker.Forget(this);
    }

    /// <summary>Whether a consumer has had a delivery open since before a timestamp; such consumers are lost. The caller holds the lock.</summary>
    public void LoseOverdue(long before, TimeSpan limit)
    {
        foreach (var consumer in consumers.ToArray())
        {
            if (consumer.HasOpenSince(before)) consumer.Lose($"a delivery was not settled within {limit}");
        }
    }

    public void Forget(InProcessConsumer consumer) => consumers.Remove(consumer);

    private void ThrowIfLost()
    {
        if (lost.Task.IsCompleted) throw new BrokerException(BrokerFault.Lost, $"Connection '{name}' is gone.");
    }
}
