using Fresnel.Clustering.Broker;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Broker;

/// <summary>A process's half of a connection to the <see cref="SimulatedBroker"/>.</summary>
internal sealed class SimulatedConnection(SimulatedBroker broker, Line line, string name) : IBrokerConnection
{
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SimulatedConsumer> consumers = [];
    private BrokerPeer? peer;
    private TaskCompletionSource? unblocked;

    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public string Product => "simulated";

    /// <inheritdoc />
    public Task<string> Lost => lost.Task;

    public Line Line => line;

    /// <summary>It is open; false where it is not wanted any more.</summary>
    public bool Open(BrokerPeer peer)
    {
        lock (broker.Gate)
        {
            if (lost.Task.IsCompleted) return false;
            this.peer = peer;
            line.Ends.Add(this);
            return true;
        }
    }

    /// <summary>The connection is gone, as the process sees it.</summary>
    public void Lose(string reason)
    {
        lock (broker.Gate)
        {
            if (lost.Task.IsCompleted) return;
            broker.Trace.Note(broker.Agenda, name, "lost");
            lost.SetResult(reason);
            line.Ends.Remove(this);
            foreach (var consumer in consumers.ToArray()) consumer.Lose($"connection lost: {reason}");
            peer?.Discard();
        }
    }

    /// <summary>The broker says that it takes no messages, or takes them again.</summary>
    public void OnBlocked(bool blocked)
    {
        lock (broker.Gate)
        {
            if (blocked)
            {
                unblocked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            else
            {
                unblocked?.TrySetResult();
                unblocked = null;
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DeclareQueueAsync(QueueSpec queue, CancellationToken cancellationToken) =>
        await RequestAsync(p => Done(p.Queues.DeclareQueueAsync(queue, default)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask DeclareTopicAsync(string exchange, CancellationToken cancellationToken) =>
        await RequestAsync(p => Done(p.Queues.DeclareTopicAsync(exchange, default)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask BindAsync(string exchange, string queue, string pattern, CancellationToken cancellationToken) =>
        await RequestAsync(p => Done(p.Queues.BindAsync(exchange, queue, pattern, default)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken) =>
        await RequestAsync(p => Done(p.Queues.DeleteQueueAsync(queue, default)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<QueueDepth> InspectAsync(string queue, CancellationToken cancellationToken) =>
        await RequestAsync(p => SimulatedBroker.Now(p.Queues.InspectAsync(queue, default)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<PublishOutcome> PublishAsync(Publication publication, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var copy = publication with { Body = publication.Body.ToArray() };
        var began = line.Process.Clock.GetTimestamp();
        while (Unblocked() is { } free)
        {
            try
            {
                await Task.WhenAny(free, lost.Task).WaitAsync(Left(), line.Process.Clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException late)
            {
                throw new BrokerException(BrokerFault.Blocked, $"The broker took no message for {timeout.TotalSeconds:0.###} s: it is blocked.", late);
            }
        }

        var confirmed = new TaskCompletionSource<PublishOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (broker.Gate)
        {
            ThrowIfLost();
            var peer = this.peer!;
            line.ToServer(() =>
            {
                lock (broker.Gate)
                {
                    if (peer.IsClosed) return;
                    broker.Trace.Note(broker.Agenda, name, "publish", copy.RoutingKey);
                    broker.Publish(
                        copy,
                        outcome => line.ToProcess(() => confirmed.TrySetResult(outcome)),
                        fault => line.ToProcess(() => confirmed.TrySetException(fault)));
                }
            });
        }

        try
        {
            var first = await Task.WhenAny(confirmed.Task, lost.Task).WaitAsync(Left(), line.Process.Clock, cancellationToken).ConfigureAwait(false);
            if (first == lost.Task) throw Gone();
            return await confirmed.Task.ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            var fault = Unblocked() is null ? BrokerFault.Timeout : BrokerFault.Blocked;
            throw new BrokerException(fault, $"The broker did not confirm a message within {timeout.TotalSeconds:0.###} s.", late);
        }

        TimeSpan Left()
        {
            var left = timeout - line.Process.Clock.GetElapsedTime(began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <inheritdoc />
    public async ValueTask<IBrokerConsumer> ConsumeAsync(
        string queue, ConsumerOptions options, DeliveryHandler handler, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Prefetch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Prefetch, ushort.MaxValue);
        var consumer = new SimulatedConsumer(broker, this, queue, handler);
        lock (broker.Gate)
        {
            ThrowIfLost();
            consumers.Add(consumer);
        }

        try
        {
            await RequestAsync(p => p.Consume(consumer, options), cancellationToken, consumer.Opened).ConfigureAwait(false);
            return consumer;
        }
        catch
        {
            consumer.Abandon();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Lose("closed");
        return ValueTask.CompletedTask;
    }

    public void Forget(SimulatedConsumer consumer) => consumers.Remove(consumer);

    /// <summary>Asks the broker and waits for its answer, for as long as the connection lives.</summary>
    public async ValueTask<T> RequestAsync<T>(Func<BrokerPeer, T> request, CancellationToken cancellationToken, Action<T>? onAnswer = null, Line.Order? order = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (broker.Gate)
        {
            ThrowIfLost();
            var peer = this.peer!;
            line.ToServer(() =>
            {
                lock (broker.Gate)
                {
                    if (peer.IsClosed) return;
                    try
                    {
                        var result = request(peer);
                        line.ToProcess(
                            () =>
                            {
                                onAnswer?.Invoke(result);
                                answer.TrySetResult(result);
                            },
                            (result as PeerConsumer)?.Order);
                    }
                    catch (Exception fault) when (fault is BrokerException or ArgumentException)
                    {
                        line.ToProcess(() => answer.TrySetException(fault));
                    }
                }
            }, order);
        }

        var first = await Task.WhenAny(answer.Task, lost.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (first == lost.Task) throw Gone();
        return await answer.Task.ConfigureAwait(false);
    }

    private static bool Done(ValueTask call)
    {
        SimulatedBroker.Now(call);
        return true;
    }

    private Task? Unblocked()
    {
        lock (broker.Gate)
        {
            ThrowIfLost();
            return unblocked?.Task;
        }
    }

    private void ThrowIfLost()
    {
        if (lost.Task.IsCompleted) throw Gone();
    }

    private BrokerException Gone() => new(BrokerFault.Lost, $"Connection '{name}' is gone.");
}
