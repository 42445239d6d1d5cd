namespace Fresnel.Clustering.Broker;

/// <summary>
/// One connection to the broker. Everything on it (consumers, unsettled deliveries, exclusive queues) ends with it.
/// Members may be called from many tasks at once.
/// </summary>
/// <remarks>
/// On RabbitMQ each consumer has a channel of its own, so that the end of one takes no other's deliveries, and publishing
/// tasks take channels from a pool.
/// </remarks>
public interface IBrokerConnection : IAsyncDisposable
{
    /// <summary>The name given when it was opened.</summary>
    string Name { get; }

    /// <summary>What the broker is, for people: <c>RabbitMQ 3.10.8</c>, <c>in-process</c>.</summary>
    string Product { get; }

    /// <summary>Completes with the reason as soon as the connection is known to be gone; never faults. Disposing it completes it too.</summary>
    Task<string> Lost { get; }

    /// <summary>Makes sure a queue exists.</summary>
    /// <exception cref="BrokerException"><see cref="BrokerFault.Mismatch"/> where it exists with another shape.</exception>
    ValueTask DeclareQueueAsync(QueueSpec queue, CancellationToken cancellationToken);

    /// <summary>Makes sure a topic exchange exists; it survives a restart of the broker.</summary>
    ValueTask DeclareTopicAsync(string exchange, CancellationToken cancellationToken);

    /// <summary>Copies to a queue what is published to a topic exchange under a matching routing key.</summary>
    /// <param name="exchange">The topic exchange.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="pattern">Words divided by dots; <c>*</c> stands for one word, <c>#</c> for none or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BrokerException"><see cref="BrokerFault.NotFound"/> where the exchange or the queue does not exist.</exception>
    ValueTask BindAsync(string exchange, string queue, string pattern, CancellationToken cancellationToken);

    /// <summary>Deletes a queue with its messages; its consumers are lost. A queue that does not exist is no error.</summary>
    ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken);

    /// <summary>What a queue holds at this moment.</summary>
    /// <exception cref="BrokerException"><see cref="BrokerFault.NotFound"/> where it does not exist.</exception>
    ValueTask<QueueDepth> InspectAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Publishes and waits for the broker's confirmation: on a durable queue, that the message survives.</summary>
    /// <param name="publication">The message and where it goes. The body is not touched after the call has completed.</param>
    /// <param name="timeout">The time limit of this publish.</param>
    /// <param name="cancellationToken">Gives up; whether the message was taken is then unknown.</param>
    /// <exception cref="BrokerException">
    /// <see cref="BrokerFault.Blocked"/> where the broker takes no messages (memory or disk alarm) within the limit,
    /// <see cref="BrokerFault.Timeout"/> where it did not confirm within it (the message may have been taken),
    /// <see cref="BrokerFault.Lost"/> where the connection is gone (the message may have been taken),
    /// <see cref="BrokerFault.NotFound"/> where the exchange does not exist.
    /// </exception>
    ValueTask<PublishOutcome> PublishAsync(Publication publication, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>
    /// Consumes a queue. Of the consumers that have prefetch free the one of highest priority gets the next message;
    /// among equals, they take turns.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="options">Priority and prefetch.</param>
    /// <param name="handler">Called for one delivery after the other, in the queue's order; settling may happen later.</param>
    /// <param name="cancellationToken">Gives up starting; it does not end a consumer that was started.</param>
    /// <exception cref="BrokerException">
    /// <see cref="BrokerFault.NotFound"/> where the queue does not exist, <see cref="BrokerFault.Locked"/> where it is
    /// exclusive to another connection.
    /// </exception>
    ValueTask<IBrokerConsumer> ConsumeAsync(
        string queue, ConsumerOptions options, DeliveryHandler handler, CancellationToken cancellationToken);
}
