using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.InProcess;

/// <summary>
/// A broker inside this process: the embedded default. It keeps nothing on disk; what must survive is in the journal.
/// Which consumer gets which message depends only on the order of calls.
/// </summary>
public sealed class InProcessBroker : IBroker, IAsyncDisposable
{
    private readonly Dictionary<string, InProcessQueue> queues = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Pattern, InProcessQueue Queue)>> topics = new(StringComparer.Ordinal);
    private readonly List<InProcessConnection> connections = [];
    private readonly TimeSpan? consumerTimeout;
    private readonly ITimer? overdue;
    private TaskCompletionSource? unblocked;
    private bool stopped;

    /// <summary>Creates an empty broker.</summary>
    /// <param name="time">The clock of expiry.</param>
    /// <param name="consumerTimeout">
    /// How long a delivery may stay unsettled before its consumer is lost, as RabbitMQ's <c>consumer_timeout</c>; null for
    /// ever. Checked ten times in that span.
    /// </param>
    public InProcessBroker(TimeProvider time, TimeSpan? consumerTimeout = null)
    {
        Time = time;
        this.consumerTimeout = consumerTimeout;
        if (consumerTimeout is { } limit)
        {
            overdue = time.CreateTimer(static broker => ((InProcessBroker)broker!).LoseOverdue(), this, limit / 10, limit / 10);
        }
    }

    internal Lock Gate { get; } = new();

    internal TimeProvider Time { get; }

    internal long Timestamp => Time.GetTimestamp();

    internal Task? Unblocked => Volatile.Read(ref unblocked)?.Task;

    /// <inheritdoc />
    public ValueTask<IBrokerConnection> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (Gate)
        {
            if (stopped) throw new BrokerException(BrokerFault.Lost, "The in-process broker is stopped.");
            var connection = new InProcessConnection(this, name);
            connections.Add(connection);
            return ValueTask.FromResult<IBrokerConnection>(connection);
        }
    }

    /// <summary>Ends every connection of a name, as a kill of its process would.</summary>
    /// <returns>How many there were.</returns>
    public int Sever(string name, string reason = "severed")
    {
        lock (Gate)
        {
            var found = connections.Where(c => c.Name == name).ToArray();
            foreach (var connection in found) connection.Lose(reason);
            return found.Length;
        }
    }

    /// <summary>Stops taking messages, as a broker in a memory alarm does, or takes them again.</summary>
    public void Block(bool blocked)
    {
        lock (Gate)
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

    /// <summary>Ends every connection and refuses new ones; what is in durable queues stays.</summary>
    public void Stop()
    {
        lock (Gate)
        {
            stopped = true;
            foreach (var connection in connections.ToArray()) connection.Lose("the broker stopped");
            foreach (var queue in queues.Values.Where(static q => q.Spec.Kind is QueueKind.Transient).ToArray()) Remove(queue);
        }
    }

    /// <summary>Takes connections again after <see cref="Stop"/>.</summary>
    public void Restart()
    {
        lock (Gate) stopped = false;
    }

    /// <summary>What a queue holds and has dropped; null where it does not exist.</summary>
    public QueueStatistics? Observe(string queue)
    {
        lock (Gate)
        {
            return queues.TryGetValue(queue, out var q)
                ? new QueueStatistics(q.Ready, q.Unsettled, q.Consumers.Count, q.Overflowed, q.Expired)
                : null;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Stop();
        lock (Gate)
        {
            foreach (var queue in queues.Values) queue.Dispose();
            queues.Clear();
        }

        return overdue?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    internal long TimestampAfter(TimeSpan span) =>
        Timestamp + (long)(span.TotalSeconds * Time.TimestampFrequency);

    internal TimeSpan Until(long timestamp)
    {
        var left = Time.GetElapsedTime(Timestamp, timestamp);
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }

    internal ITimer CreateTimer(TimerCallback callback, object state, TimeSpan due) =>
        Time.CreateTimer(callback, state, due, Timeout.InfiniteTimeSpan);

    internal void Declare(QueueSpec spec, InProcessConnection connection)
    {
        QueueRules.ThrowIfBroken(spec);
        if (queues.TryGetValue(spec.Name, out var existing))
        {
            ThrowIfLocked(existing, connection);
            if (existing.Spec != spec)
            {
                throw new BrokerException(BrokerFault.Mismatch, $"Queue '{spec.Name}' exists as {existing.Spec}, not as {spec}.");
            }

            return;
        }

        queues.Add(spec.Name, new InProcessQueue(this, spec, spec.Kind is QueueKind.Exclusive ? connection : null));
    }

    internal void DeclareTopic(string exchange)
    {
        ArgumentException.ThrowIfNullOrEmpty(exchange);
        topics.TryAdd(exchange, []);
    }

    internal InProcessQueue Find(string name, InProcessConnection connection)
    {
        if (!queues.TryGetValue(name, out var queue))
        {
            throw new BrokerException(BrokerFault.NotFound, $"Queue '{name}' does not exist.");
        }

        ThrowIfLocked(queue, connection);
        return queue;
    }

    internal void Bind(string exchange, InProcessQueue queue, string pattern)
    {
        var bindings = FindTopic(exchange);
        if (!bindings.Contains((pattern, queue))) bindings.Add((pattern, queue));
    }

    internal void Delete(string name, InProcessConnection connection)
    {
        if (!queues.TryGetValue(name, out var queue)) return;
        ThrowIfLocked(queue, connection);
        Remove(queue);
    }

    /// <summary>Puts a message into the queues it is meant for; false where there is none.</summary>
    internal bool Route(StoredMessage message)
    {
        if (message.Exchange.Length == 0)
        {
            if (!queues.TryGetValue(message.RoutingKey, out var target)) return false;
            target.Add(message);
            return true;
        }

        var targets = new HashSet<InProcessQueue>();
        foreach (var (pattern, queue) in FindTopic(message.Exchange))
        {
            if (TopicPattern.Matches(pattern, message.RoutingKey) && targets.Add(queue)) queue.Add(CopyOf(message));
        }

        return targets.Count > 0;
    }

    internal void Forget(InProcessConnection connection)
    {
        connections.Remove(connection);
        foreach (var queue in queues.Values.Where(q => q.Owner == connection).ToArray()) Remove(queue);
    }

    private static StoredMessage CopyOf(StoredMessage message) => new()
    {
        Exchange = message.Exchange,
        RoutingKey = message.RoutingKey,
        Headers = message.Headers,
        Body = message.Body,
    };

    private static void ThrowIfLocked(InProcessQueue queue, InProcessConnection connection)
    {
        if (queue.Owner is { } owner && owner != connection)
        {
            throw new BrokerException(BrokerFault.Locked, $"Queue '{queue.Spec.Name}' is exclusive to connection '{owner.Name}'.");
        }
    }

    private List<(string Pattern, InProcessQueue Queue)> FindTopic(string exchange) =>
        topics.TryGetValue(exchange, out var bindings)
            ? bindings
            : throw new BrokerException(BrokerFault.NotFound, $"Exchange '{exchange}' does not exist.");

    private void Remove(InProcessQueue queue)
    {
        queues.Remove(queue.Spec.Name);
        foreach (var bindings in topics.Values) bindings.RemoveAll(b => b.Queue == queue);
        foreach (var consumer in queue.Consumers.ToArray()) consumer.Lose("its queue was deleted");
        queue.Dispose();
    }

    private void LoseOverdue()
    {
        var limit = consumerTimeout!.Value;
        lock (Gate)
        {
            var before = Timestamp - (long)(limit.TotalSeconds * Time.TimestampFrequency);
            foreach (var connection in connections.ToArray()) connection.LoseOverdue(before, limit);
        }
    }
}
