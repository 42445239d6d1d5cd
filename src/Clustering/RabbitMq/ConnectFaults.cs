using System.Net.Sockets;
using System.Security.Authentication;
using Fresnel.Clustering.Broker;
using RabbitMQ.Client.Exceptions;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>Says in one line why a connection was not made, and whether trying again can help. Never shows a password.</summary>
internal static class ConnectFaults
{
    private const ushort AccessRefused = 403;
    private const ushort NotAllowed = 530;

    /// <summary>Explains a failure.</summary>
    public static BrokerException Explain(RabbitMqAddress address, Exception failure, TimeSpan limit)
    {
        for (var inner = failure; inner is not null; inner = inner is AggregateException { InnerExceptions: [var first, ..] } ? first : inner.InnerException)
        {
            switch (inner)
            {
                case PossibleAuthenticationFailureException or AuthenticationFailureException:
                    return Refused($"The broker at {address.Host} refuses user '{address.User}': wrong user or password.", failure);
                case OperationInterruptedException { ShutdownReason.ReplyCode: NotAllowed } closed when closed.ShutdownReason.ReplyText.Contains("not found", StringComparison.Ordinal):
                    return Refused($"The broker at {address.Host} has no virtual host '{address.VirtualHost}'.", failure);
                case OperationInterruptedException { ShutdownReason.ReplyCode: NotAllowed or AccessRefused } closed when closed.ShutdownReason.ReplyText.Contains("limit", StringComparison.Ordinal):
                    return new BrokerException(BrokerFault.Lost, $"The broker at {address.Host} has as many connections as it allows: {closed.ShutdownReason.ReplyText}.", failure);
                case OperationInterruptedException { ShutdownReason.ReplyCode: NotAllowed or AccessRefused }:
                    return Refused($"The broker at {address.Host} does not let user '{address.User}' into virtual host '{address.VirtualHost}'.", failure);
                case AuthenticationException untrusted:
                    return Refused($"The broker at {address.Host} and this process do not agree on TLS: {untrusted.Message}", failure);
                case PacketNotRecognizedException or ProtocolVersionMismatchException:
                    return Refused($"What listens at {address.Host} does not speak AMQP 0-9-1{(address.IsEncrypted ? "" : ", or wants TLS (amqps://)")}.", failure);
                case SocketException socket:
                    return new BrokerException(BrokerFault.Lost, $"The broker at {address.Host} cannot be reached: {socket.Message}.", failure);
            }
        }

        return failure is TimeoutException or OperationCanceledException or BrokerUnreachableException { InnerException: TimeoutException or OperationCanceledException or ConnectFailureException }
            ? new BrokerException(BrokerFault.Lost, $"The broker at {address.Host} did not answer within {limit.TotalSeconds:0.###} s.", failure)
            : new BrokerException(BrokerFault.Lost, $"The broker at {address.Host} ended the connection while it was made: {Innermost(failure)}", failure);
    }

    private static BrokerException Refused(string message, Exception cause) => new(BrokerFault.Refused, message, cause);

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return failure.Message;
    }
}
