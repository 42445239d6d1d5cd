using Fresnel.Clustering.Broker;

namespace Fresnel.Faults.Tests.Deliveries;

/// <summary>Any broker, with deliveries that come twice or out of order: what brokers may do around a lost connection.</summary>
internal sealed class UnreliableBroker(IBroker broker, DeliveryFaults faults, TimeProvider time) : IBroker
{
    public async ValueTask<IBrokerConnection> ConnectAsync(string name, CancellationToken cancellationToken) =>
        new Connection(await broker.ConnectAsync(name, cancellationToken), faults, time);

    private sealed class Connection(IBrokerConnection inner, DeliveryFaults faults, TimeProvider time) : IBrokerConnection
    {
        public string Name => inner.Name;

        public string Product => inner.Product;

        public Task<string> Lost => inner.Lost;

        public ValueTask DeclareQueueAsync(QueueSpec queue, CancellationToken cancellationToken) => inner.DeclareQueueAsync(queue, cancellationToken);

        public ValueTask DeclareTopicAsync(string exchange, CancellationToken cancellationToken) => inner.DeclareTopicAsync(exchange, cancellationToken);

        public ValueTask BindAsync(string exchange, string queue, string pattern, CancellationToken cancellationToken) => inner.BindAsync(exchange, queue, pattern, cancellationToken);

        public ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken) => inner.DeleteQueueAsync(queue, cancellationToken);

        public ValueTask<QueueDepth> InspectAsync(string queue, CancellationToken cancellationToken) => inner.InspectAsync(queue, cancellationToken);

        public ValueTask<PublishOutcome> PublishAsync(Publication publication, TimeSpan timeout, CancellationToken cancellationToken) => inner.PublishAsync(publication, timeout, cancellationToken);

        public async ValueTask<IBrokerConsumer> ConsumeAsync(string queue, ConsumerOptions options, DeliveryHandler handler, CancellationToken cancellationToken)
        {
            if (!faults.Concerns(queue)) return await inner.ConsumeAsync(queue, options, handler, cancellationToken);
            var unreliable = new UnreliableHandler(handler, faults, time);
            return new Consumer(await inner.ConsumeAsync(queue, options, unreliable.OnDeliveryAsync, cancellationToken), unreliable);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Consumer(IBrokerConsumer inner, UnreliableHandler handler) : IBrokerConsumer
    {
        public string Queue => inner.Queue;

        public Task<string> Lost => inner.Lost;

        public async ValueTask CancelAsync(CancellationToken cancellationToken)
        {
            await inner.CancelAsync(cancellationToken);
            await handler.CloseAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await handler.CloseAsync();
            await inner.DisposeAsync();
        }
    }
}
