using System.Collections.Concurrent;
using System.Net.Sockets;
using Fresnel.Clustering.Broker;
using RabbitMQ.Client;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>
/// RabbitMQ 3.10 or newer. The client library's recovery is off: a connection that is lost stays lost, and whoever used it
/// opens another.
/// </summary>
public sealed class RabbitMqBroker : IBroker
{
    /// <summary>The oldest version that works: the first whose quorum queues let messages expire.</summary>
    public static readonly Version OldestVersion = new(3, 10);

    private readonly RabbitMqOptions options;
    private readonly TimeProvider time;

    /// <summary>Names a broker; nothing is connected yet.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="options">The time limits.</param>
    /// <param name="time">The clock of the time limits: the real one, for the broker has no other.</param>
    public RabbitMqBroker(RabbitMqAddress address, RabbitMqOptions options, TimeProvider time)
    {
        Address = address;
        this.options = options;
        this.time = time;
    }

    /// <summary>Where it is.</summary>
    public RabbitMqAddress Address { get; }

    /// <inheritdoc />
    public async ValueTask<IBrokerConnection> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        var sockets = new ConcurrentQueue<Socket>();
        var factory = new ConnectionFactory
        {
            Uri = Address.Uri,
            ClientProvidedName = name,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = options.Heartbeat,
            RequestedConnectionTimeout = options.ConnectTimeout,
            HandshakeContinuationTimeout = options.ConnectTimeout,
            ContinuationTimeout = options.CallTimeout,
            ConsumerDispatchConcurrency = 1,
            SocketFactory = family =>
            {
                var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                sockets.Enqueue(socket);
                return new TcpClientAdapter(socket);
            },
        };
        var connecting = factory.CreateConnectionAsync(cancellationToken);
        try
        {
            var connection = await connecting.WaitAsync(options.ConnectTimeout, time, cancellationToken).ConfigureAwait(false);
            var product = await ProductOfAsync(connection).ConfigureAwait(false);
            return new RabbitMqConnection(connection, name, product, sockets.Last(), options, time);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure) when (failure is not BrokerException)
        {
            throw ConnectFaults.Explain(Address, failure, options.ConnectTimeout);
        }
        finally
        {
            // What comes of a connection too late is not wanted any more.
            if (!connecting.IsCompletedSuccessfully)
            {
                foreach (var socket in sockets) socket.Dispose();
            }
        }
    }

    private async ValueTask<string> ProductOfAsync(IConnection connection)
    {
        var properties = connection.ServerProperties ?? new Dictionary<string, object?>();
        var product = WireHeaders.Text(properties, "product") ?? "unknown";
        var version = WireHeaders.Text(properties, "version") ?? "unknown";

        // 4.1.0-rc.1 is a 4.1.0 here; what cannot be read is let in: only a version known to be too old is refused.
        var number = version.Split('-', '+')[0];
        if (Version.TryParse(number, out var parsed) && parsed < OldestVersion)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new BrokerException(
                BrokerFault.Refused,
                $"The broker at {Address.Host} is {product} {version}, and {OldestVersion} is the oldest that works: update it.");
        }

        return $"{product} {version}";
    }
}
