using System.Collections.Concurrent;
using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>
/// Publishes with confirmations over a few lanes. Messages for one queue take one lane and keep their order; each
/// exchange has a lane of its own, because a message to an exchange that does not exist ends its channel.
/// </summary>
internal sealed class Publisher(RabbitMqConnection connection)
{
    private const int DirectLanes = 4;

    private readonly PublishLane?[] direct = new PublishLane?[DirectLanes];
    private readonly ConcurrentDictionary<string, PublishLane> exchanges = new(StringComparer.Ordinal);

    /// <summary>Whether the broker takes messages.</summary>
    public PublishGate Gate { get; } = new(connection.Time);

    public async ValueTask<PublishOutcome> PublishAsync(Publication publication, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingPublish(publication);
        Enqueue(pending);
        PublishEnd end;
        try
        {
            end = await pending.End.WaitAsync(timeout, connection.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (pending.TryWithdraw())
        {
            var why = Gate.BlockedBy is { } reason ? $"it is blocked ({reason})" : "it takes nothing";
            throw new BrokerException(BrokerFault.Blocked, $"The broker took no message for {timeout.TotalSeconds:0.###} s: {why}.");
        }
        catch (TimeoutException) when (!pending.End.IsCompleted)
        {
            throw new BrokerException(
                BrokerFault.Timeout, $"The broker did not confirm a message to {Target(publication)} within {timeout.TotalSeconds:0.###} s.");
        }
        catch (TimeoutException)
        {
            end = await pending.End.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            pending.TryWithdraw();
            throw;
        }

        return end.Fault is { } fault ? throw new BrokerException(fault, $"Publishing to {Target(publication)}: {end.Message}") : end.Outcome;
    }

    /// <summary>Ends every publish; the connection is gone.</summary>
    public void Lose(string reason)
    {
        foreach (var lane in direct) lane?.Close(BrokerFault.Lost, reason);
        foreach (var lane in exchanges.Values) lane.Close(BrokerFault.Lost, reason);
    }

    private static string Target(in Publication publication) =>
        publication.Exchange is { Length: > 0 } exchange ? $"exchange '{exchange}'" : $"queue '{publication.RoutingKey}'";

    private void Enqueue(PendingPublish pending)
    {
        while (connection.LostReason is null)
        {
            var lane = LaneOf(pending);
            if (lane.TryEnqueue(pending)) return;

            // The broker closed its channel: the next message gets a new one.
            if (pending.Exchange.Length > 0) exchanges.TryRemove(KeyValuePair.Create(pending.Exchange, lane));
            else Interlocked.CompareExchange(ref direct[Number(pending)], null, lane);
        }

        pending.ReleaseBody();
        pending.Finish(new PublishEnd(default, BrokerFault.Lost, $"connection '{connection.Name}' is gone ({connection.LostReason})."));
    }

    private PublishLane LaneOf(PendingPublish pending)
    {
        if (pending.Exchange.Length > 0) return exchanges.GetOrAdd(pending.Exchange, static (_, self) => new PublishLane(self.Connection, self.Gate), (Connection: connection, Gate));
        ref var place = ref direct[Number(pending)];
        if (Volatile.Read(ref place) is { } lane) return lane;
        var made = new PublishLane(connection, Gate);
        return Interlocked.CompareExchange(ref place, made, null) ?? made;
    }

    private static int Number(PendingPublish pending) => (int)((uint)string.GetHashCode(pending.RoutingKey, StringComparison.Ordinal) % DirectLanes);
}
