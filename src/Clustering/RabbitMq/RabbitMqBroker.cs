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
        string? product = null;
        var connecting = factory.CreateConnectionAsync(cancellationToken);
        try
        {
            var connection = await connecting.WaitAsync(options.ConnectTimeout, time, cancellationToken).ConfigureAwait(false);
            var served = ProductOf(connection.ServerProperties ?? new Dictionary<string, object?>(), Address.Host);

            // The library does not wait for the broker's answer to which virtual host is wanted: the first call gets it.
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken)
                .WaitAsync(options.ConnectTimeout, time, cancellationToken).ConfigureAwait(false);
            product = served;
            return new RabbitMqConnection(connection, name, product, channel, sockets.Last(), options, time);
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
            // What comes of a connection too late, or of a broker too old, is not wanted.
            if (product is null)
            {
                foreach (var socket in sockets) socket.Dispose();
            }
        }
    }

    /// <summary>What the broker is; refuses one that is too old.</summary>
    /// <exception cref="BrokerException">It is too old.</exception>
    internal static string ProductOf(IDictionary<string, object?> properties, string host)
    {
        var product = WireHeaders.Text(properties, "product") ?? "unknown";
        var version = WireHeaders.Text(properties, "version") ?? "unknown";

        // 4.1.0-rc.1 is a 4.1.0 here. What cannot be read is let in: only what is known to be too old is turned away.
        return Version.TryParse(version.Split('-', '+')[0], out var number) && number < OldestVersion
            ? throw new BrokerException(BrokerFault.Refused, $"The broker at {host} is {product} {version}, and {OldestVersion} is the oldest that works: update it.")
            : $"{product} {version}";
    }
}
