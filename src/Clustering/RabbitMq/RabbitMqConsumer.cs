using Fresnel.Clustering.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>A consumer on a channel of its own.</summary>
internal sealed class RabbitMqConsumer(RabbitMqConnection connection, IChannel channel, string queue, DeliveryHandler handler)
    : IBrokerConsumer, IAsyncBasicConsumer
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? quiet;
    private Task? cancelling;
    private string tag = "";
    private bool handling;
    private bool stopped;
    private bool ended;

    public string Queue => queue;

    public Task<string> Lost => lost.Task;

    IChannel? IAsyncBasicConsumer.Channel => channel;

    /// <summary>Begins to consume.</summary>
    public async Task StartAsync(ConsumerOptions options, CancellationToken cancellationToken)
    {
        channel.ChannelShutdownAsync += OnChannelShutdown;
        await channel.BasicQosAsync(0, (ushort)options.Prefetch, global: false, cancellationToken).ConfigureAwait(false);
        var arguments = options.Priority == 0 ? null : new Dictionary<string, object?> { ["x-priority"] = options.Priority };
        tag = await channel.BasicConsumeAsync(queue, autoAck: false, "", noLocal: false, exclusive: false, arguments, this, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask CancelAsync(CancellationToken cancellationToken)
    {
        Task quietly;
        Task done;
        lock (gate)
        {
            stopped = true;
            if (ended) return;
            quietly = handling ? (quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
            done = cancelling ??= StopDeliveriesAsync(drain: true);
        }

        await done.WaitAsync(cancellationToken).ConfigureAwait(false);
        await quietly.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Task done;
        lock (gate)
        {
            if (ended) return;
            stopped = ended = true;
            done = cancelling ??= StopDeliveriesAsync(drain: false);
        }

        await done.ConfigureAwait(false);

        // In so many words, and before the channel ends: so they are back in the queue when this returns.
        await connection.QuietlyAsync(() => channel.BasicNackAsync(0, multiple: true, requeue: true).AsTask()).ConfigureAwait(false);
        await connection.CloseAsync(channel).ConfigureAwait(false);
        connection.Forget(this);
        lost.TrySetResult("disposed");
    }

    /// <summary>Acknowledges or gives back; what is written goes out behind the caller's back, and is not waited for.</summary>
    /// <returns>False where the delivery is not the consumer's any more.</returns>
    public async ValueTask<bool> SettleAsync(ulong delivery, bool giveBack)
    {
        lock (gate)
        {
            if (ended) return false;
        }

        try
        {
            var settling = giveBack ? channel.BasicNackAsync(delivery, multiple: false, requeue: true) : channel.BasicAckAsync(delivery, multiple: false);
            if (settling.IsCompletedSuccessfully) return true;
            await settling.AsTask().WaitAsync(connection.Options.CallTimeout, connection.Time).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (CallFaults.IsBrokers(failure))
        {
            // A connection that takes no acknowledgement for so long is as good as gone.
            if (failure is TimeoutException) connection.Cut();
            return false;
        }
    }

    /// <summary>The broker has taken the deliveries from it.</summary>
    public void Lose(string reason)
    {
        lock (gate)
        {
            if (ended) return;
            stopped = ended = true;
        }

        connection.Forget(this);
        drained.TrySetResult();
        lost.TrySetResult(reason);
        connection.Discard(channel);
    }

    async Task IAsyncBasicConsumer.HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        bool unwanted;
        lock (gate)
        {
            unwanted = stopped;
            handling = !stopped;
        }

        if (unwanted)
        {
            await SettleAsync(deliveryTag, giveBack: true).ConfigureAwait(false);
            return;
        }

        var delivery = new RabbitMqDelivery(this, deliveryTag, redelivered, exchange, routingKey, properties, body);
        try
        {
            await handler(delivery).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // An edge: the handler's fault ends its consumer, as the port promises, and nothing else.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Lose($"its handler failed: {fault.GetType().Name}: {fault.Message}");
        }
        finally
        {
            delivery.CloseBody();
            lock (gate)
            {
                handling = false;
                quiet?.TrySetResult();
            }
        }
    }

    Task IAsyncBasicConsumer.HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken)
    {
        // It comes by the same way as deliveries do: whatever was on that way has been given back.
        drained.TrySetResult();
        return Task.CompletedTask;
    }

    Task IAsyncBasicConsumer.HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken)
    {
        Lose("the broker cancelled it: its queue was deleted, or is not available");
        return Task.CompletedTask;
    }

    Task IAsyncBasicConsumer.HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken) => Task.CompletedTask;

    Task IAsyncBasicConsumer.HandleChannelShutdownAsync(object sender, ShutdownEventArgs reason) => Task.CompletedTask;

    private Task OnChannelShutdown(object sender, ShutdownEventArgs reason)
    {
        Lose(connection.LostReason is { } gone ? $"connection lost: {gone}" : $"the broker closed its channel: {reason.ReplyCode} {reason.ReplyText}");
        return Task.CompletedTask;
    }

    /// <summary>Asks the broker for no more deliveries, and waits, where asked, until what was on its way has been given back.</summary>
    private async Task StopDeliveriesAsync(bool drain)
    {
        try
        {
            await channel.BasicCancelAsync(tag).WaitAsync(connection.Options.CallTimeout, connection.Time).ConfigureAwait(false);
            if (drain) await drained.Task.WaitAsync(connection.Options.CallTimeout, connection.Time).ConfigureAwait(false);
        }
        catch (Exception failure) when (CallFaults.IsBrokers(failure))
        {
            // Then the broker will take the deliveries back by itself; no handler is called any more in any case.
        }
    }
}
