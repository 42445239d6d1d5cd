using System.Net.Sockets;
using System.Threading.Channels;
using Fresnel.Clustering.Broker;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>Turns what the client library and the broker say into the port's faults.</summary>
internal static class CallFaults
{
    /// <summary>Whether an exception is the broker's or the network's, and none of the caller's.</summary>
    public static bool IsBrokers(Exception failure) =>
        failure is RabbitMQClientException or IOException or SocketException or ObjectDisposedException or ChannelClosedException or TimeoutException or OperationCanceledException;

    /// <summary>Explains a call that failed.</summary>
    /// <param name="what">What was done, as a noun: <c>Declaring queue 'x'</c>.</param>
    /// <param name="failure">How it failed.</param>
    /// <param name="lost">Why the connection is gone, or null while it is not.</param>
    public static BrokerException Explain(string what, Exception failure, string? lost)
    {
        if (lost is not null) return new BrokerException(BrokerFault.Lost, $"{what}: the connection is gone ({lost}).", failure);
        return failure switch
        {
            OperationInterruptedException { ShutdownReason: { } reason } => new BrokerException(FaultOf(reason), $"{what}: {reason.ReplyText}", failure),
            TimeoutException or OperationCanceledException => new BrokerException(BrokerFault.Timeout, $"{what}: the broker did not answer in time.", failure),
            _ => new BrokerException(BrokerFault.Lost, $"{what}: {failure.Message}", failure),
        };
    }

    /// <summary>The fault that a closed channel stands for.</summary>
    public static BrokerFault FaultOf(ShutdownEventArgs reason) => reason.ReplyCode switch
    {
        403 => BrokerFault.Refused,
        404 => BrokerFault.NotFound,
        405 => BrokerFault.Locked,
        406 => BrokerFault.Mismatch,
        _ => BrokerFault.Lost,
    };
}
