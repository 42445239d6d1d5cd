using System.Collections.Concurrent;
using System.Net.Sockets;
using Fresnel.Clustering.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>
/// A connection to RabbitMQ. Each consumer has a channel, publishing has a few, and calls have a few others; every wait
/// for the broker has a limit.
/// </summary>
internal sealed class RabbitMqConnection : IBrokerConnection
{
    private readonly IConnection connection;
    private readonly Socket socket;
    private readonly CancellationTokenSource ended = new();
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<RabbitMqConsumer, byte> consumers = new();
    private readonly CallChannels calls;
    private readonly Publisher publisher;
    private int disposed;

    public RabbitMqConnection(IConnection connection, string name, string product, IChannel firstChannel, Socket socket, RabbitMqOptions options, TimeProvider time)
    {
        this.connection = connection;
        this.socket = socket;
        Name = name;
        Product = product;
        Options = options;
        Time = time;
        Ended = ended.Token;
        calls = new CallChannels(this, firstChannel);
        publisher = new Publisher(this);
        connection.ConnectionBlockedAsync += OnBlocked;
        connection.ConnectionUnblockedAsync += OnUnblocked;
        connection.ConnectionShutdownAsync += OnShutdown;
    }

    public string Name { get; }

    public string Product { get; }

    public Task<string> Lost => lost.Task;

    public RabbitMqOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>Cancelled when the connection is gone.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Why the connection is gone, or null while it is not.</summary>
    public string? LostReason { get; private set; }

    public async ValueTask DeclareQueueAsync(QueueSpec queue, CancellationToken cancellationToken)
    {
        QueueRules.ThrowIfBroken(queue);
        await calls.CallAsync(
            $"Declaring queue '{queue.Name}'",
            (channel, limit) => channel.QueueDeclareAsync(
                queue.Name,
                QueueArguments.IsDurable(queue.Kind),
                exclusive: queue.Kind is QueueKind.Exclusive,
                autoDelete: false,
                QueueArguments.Of(queue),
                cancellationToken: limit),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeclareTopicAsync(string exchange, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(exchange);
        await calls.CallAsync(
            $"Declaring exchange '{exchange}'",
            (channel, limit) => Done(channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: limit)),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask BindAsync(string exchange, string queue, string pattern, CancellationToken cancellationToken) =>
        await calls.CallAsync(
            $"Binding queue '{queue}' to exchange '{exchange}'",
            (channel, limit) => Done(channel.QueueBindAsync(queue, exchange, pattern, cancellationToken: limit)),
            cancellationToken).ConfigureAwait(false);

    public async ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken) =>
        await calls.CallAsync(
            $"Deleting queue '{queue}'",
            (channel, limit) => channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: limit),
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<QueueDepth> InspectAsync(string queue, CancellationToken cancellationToken)
    {
        var found = await calls.CallAsync(
            $"Looking at queue '{queue}'",
            (channel, limit) => channel.QueueDeclarePassiveAsync(queue, limit),
            cancellationToken).ConfigureAwait(false);
        return new QueueDepth(found.MessageCount, (int)found.ConsumerCount);
    }

    public ValueTask<PublishOutcome> PublishAsync(Publication publication, TimeSpan timeout, CancellationToken cancellationToken) =>
        publisher.PublishAsync(publication, timeout, cancellationToken);

    public async ValueTask<IBrokerConsumer> ConsumeAsync(string queue, ConsumerOptions options, DeliveryHandler handler, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Prefetch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Prefetch, ushort.MaxValue);
        var what = $"Consuming queue '{queue}'";
        ThrowIfLost(what);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Ended);
        limit.CancelAfter(Options.CallTimeout);
        IChannel? channel = null;
        try
        {
            channel = await OpenChannelAsync(confirms: false, limit.Token).ConfigureAwait(false);
            var consumer = new RabbitMqConsumer(this, channel, queue, handler);
            consumers.TryAdd(consumer, 0);
            await consumer.StartAsync(options, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            if (LostReason is { } gone) consumer.Lose($"connection lost: {gone}");
            channel = null;
            return consumer;
        }
        catch (Exception failure) when (CallFaults.IsBrokers(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CallFaults.Explain(what, failure, LostReason);
        }
        finally
        {
            if (channel is not null) Discard(channel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;

        // The publishing that is under way ends as on any other loss; acknowledgements that were sent are ahead of the close.
        await LoseAsync("closed").ConfigureAwait(false);
        await QuietlyAsync(() => connection.CloseAsync(Constants.ReplySuccess, "closed", Options.CloseTimeout, abort: true)).ConfigureAwait(false);
        Cut();
        await QuietlyAsync(() => connection.DisposeAsync().AsTask()).ConfigureAwait(false);
        ended.Dispose();
    }

    /// <summary>Closes the socket without a word, as a kill of the process would.</summary>
    internal void Cut() => socket.Dispose();

    /// <summary>Opens a channel.</summary>
    internal Task<IChannel> OpenChannelAsync(bool confirms, CancellationToken cancellationToken) =>
        connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: confirms, publisherConfirmationTrackingEnabled: false, consumerDispatchConcurrency: 1),
            cancellationToken).WaitAsync(Options.CallTimeout, Time, cancellationToken);

    /// <summary>Ends a channel that nobody waits for.</summary>
    internal void Discard(IChannel channel) => _ = CloseAsync(channel);

    /// <summary>Ends a channel, within the limit.</summary>
    internal Task CloseAsync(IChannel channel) => QuietlyAsync(async () =>
    {
        if (channel.IsOpen && LostReason is null) await channel.CloseAsync().ConfigureAwait(false);
        await channel.DisposeAsync().ConfigureAwait(false);
    });

    internal void Forget(RabbitMqConsumer consumer) => consumers.TryRemove(consumer, out _);

    internal void ThrowIfLost(string what)
    {
        if (LostReason is { } reason) throw new BrokerException(BrokerFault.Lost, $"{what}: connection '{Name}' is gone ({reason}).");
    }

    /// <summary>Does what may fail or hang, because what it ends is gone anyway; returns at the closing limit at the latest.</summary>
    internal async Task QuietlyAsync(Func<Task> end)
    {
        try
        {
            await Task.Run(end).WaitAsync(Options.CloseTimeout, Time).ConfigureAwait(false);
        }
        catch (Exception failure) when (CallFaults.IsBrokers(failure) || failure is InvalidOperationException)
        {
        }
    }

    private static async Task<bool> Done(Task call)
    {
        await call.ConfigureAwait(false);
        return true;
    }

    private Task OnBlocked(object sender, ConnectionBlockedEventArgs blocked)
    {
        publisher.Gate.Block(blocked.Reason);
        return Task.CompletedTask;
    }

    private Task OnUnblocked(object sender, AsyncEventArgs unblocked)
    {
        publisher.Gate.Unblock();
        return Task.CompletedTask;
    }

    private Task OnShutdown(object sender, ShutdownEventArgs reason) => LoseAsync(reason.Initiator switch
    {
        ShutdownInitiator.Peer => $"the broker closed it: {reason.ReplyCode} {reason.ReplyText}",
        ShutdownInitiator.Library => reason.Exception?.Message ?? reason.ReplyText,
        _ => "closed",
    });

    /// <summary>Ends everything that hangs on the connection.</summary>
    private async Task LoseAsync(string reason)
    {
        lock (lost)
        {
            if (LostReason is not null) return;
            LostReason = reason;
        }

        lost.TrySetResult(reason);
        await ended.CancelAsync().ConfigureAwait(false);
        foreach (var consumer in consumers.Keys) consumer.Lose($"connection lost: {reason}");
        publisher.Lose(reason);
    }
}
