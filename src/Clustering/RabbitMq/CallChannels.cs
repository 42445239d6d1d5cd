using System.Threading.Channels;
using Fresnel.Clustering.Broker;
using RabbitMQ.Client;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>
/// The channels on which queues are declared and looked at: several, so that a node that declares its many queues does
/// not wait for one after the other. A channel serves one call at a time, and one that the broker closed is not used again.
/// </summary>
internal sealed class CallChannels
{
    // Beyond a handful the broker is what takes the time.
    private const int AtOnce = 8;

    // A place is empty until a channel is first opened for it.
    private readonly Channel<IChannel?> places = Channel.CreateUnbounded<IChannel?>();
    private readonly RabbitMqConnection connection;

    public CallChannels(RabbitMqConnection connection, IChannel first)
    {
        this.connection = connection;
        places.Writer.TryWrite(first);
        for (var i = 1; i < AtOnce; i++) places.Writer.TryWrite(null);
    }

    /// <summary>Does something on a channel of its own.</summary>
    /// <param name="what">What, for people: <c>Declaring queue 'x'</c>.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BrokerException">The broker refuses, does not answer in time, or is gone.</exception>
    public async ValueTask<T> CallAsync<T>(string what, Func<IChannel, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        connection.ThrowIfLost(what);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, connection.Ended);
        limit.CancelAfter(connection.Options.CallTimeout);
        IChannel? channel = null;
        var taken = false;
        var usable = false;
        try
        {
            channel = await places.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
            taken = true;
            if (channel is not { IsOpen: true }) channel = await connection.OpenChannelAsync(confirms: false, limit.Token).ConfigureAwait(false);

            // The library waits for the network without a limit in places: the call is left behind then, with its channel.
            var result = await call(channel, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            usable = true;
            return result;
        }
        catch (Exception failure) when (CallFaults.IsBrokers(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CallFaults.Explain(what, failure, connection.LostReason);
        }
        finally
        {
            if (taken) places.Writer.TryWrite(usable ? channel : null);
            if (channel is not null && !usable) connection.Discard(channel);
        }
    }
}
