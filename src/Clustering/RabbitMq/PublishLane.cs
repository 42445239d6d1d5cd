using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Fresnel.Clustering.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>
/// One publishing channel and the task that owns it: it alone publishes there, one message after the other, without
/// waiting for the confirmations, which come in any order and cover several messages at once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Neither the source nor the semaphore has a timer or a handle; both are used from several sides until the last one lets go.")]
internal sealed class PublishLane
{
    private const int MostUnconfirmed = 2_000;
    private const string CanaryKey = "fresnel.canary";

    private readonly RabbitMqConnection connection;
    private readonly PublishGate gate;
    private readonly Channel<PendingPublish> queue = Channel.CreateUnbounded<PendingPublish>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<ulong, PendingPublish> unconfirmed = [];
    private readonly SemaphoreSlim room = new(MostUnconfirmed);
    private readonly CancellationTokenSource closing = new();
    private readonly CancellationToken closed;
    private PublishEnd? end;
    private ulong lastSent;
    private ulong confirmedUpTo;
    private int started;

    public PublishLane(RabbitMqConnection connection, PublishGate gate)
    {
        this.connection = connection;
        this.gate = gate;
        closed = closing.Token;
    }

    /// <summary>Hands a message over; false where the lane is closed.</summary>
    public bool TryEnqueue(PendingPublish pending)
    {
        if (!queue.Writer.TryWrite(pending)) return false;
        if (Interlocked.Exchange(ref started, 1) == 0) _ = Task.Run(RunAsync);
        return true;
    }

    /// <summary>Ends the lane: what was sent may have been taken, what was not was not.</summary>
    public void Close(BrokerFault fault, string reason)
    {
        PendingPublish[] open;
        lock (unconfirmed)
        {
            if (end is not null) return;
            end = new PublishEnd(default, fault, reason);
            open = [.. unconfirmed.Values];
            unconfirmed.Clear();
        }

        queue.Writer.TryComplete();
        closing.Cancel();
        foreach (var pending in open) pending.Finish(end.Value);
    }

    private async Task RunAsync()
    {
        IChannel? channel = null;
        try
        {
            channel = await connection.OpenChannelAsync(confirms: true, closed).ConfigureAwait(false);
            channel.BasicAcksAsync += OnAcks;
            channel.BasicNacksAsync += OnNacks;
            channel.BasicReturnAsync += OnReturn;
            channel.ChannelShutdownAsync += OnShutdown;
            while (await queue.Reader.WaitToReadAsync(closed).ConfigureAwait(false))
            {
                // Looked at before it is taken: while the broker is not known to take messages, those that wait can be withdrawn.
                while (queue.Reader.TryPeek(out var next))
                {
                    if (!gate.IsProved) await ProveAsync(channel).ConfigureAwait(false);
                    await room.WaitAsync(closed).ConfigureAwait(false);
                    queue.Reader.TryRead(out _);
                    if (next.TrySend()) await SendAsync(channel, next).ConfigureAwait(false);
                    else room.Release();
                    next.ReleaseBody();
                }
            }
        }
        catch (Exception failure) when (CallFaults.IsBrokers(failure))
        {
            var fault = CallFaults.Explain("the publishing channel", failure, connection.LostReason);
            Close(fault.Fault, fault.Message);
        }
        finally
        {
            Close(BrokerFault.Lost, connection.LostReason ?? "the publishing channel is closed");
            while (queue.Reader.TryRead(out var left))
            {
                left.ReleaseBody();
                left.Finish(end!.Value);
            }

            if (channel is not null) connection.Discard(channel);
        }
    }

    /// <summary>Waits until the broker is known to take messages.</summary>
    private async Task ProveAsync(IChannel channel)
    {
        while (!gate.IsProved)
        {
            await gate.OpenAsync(closed).ConfigureAwait(false);
            var canary = new PendingPublish(new Publication { RoutingKey = CanaryKey });
            await room.WaitAsync(closed).ConfigureAwait(false);
            canary.TrySend();
            await SendAsync(channel, canary).ConfigureAwait(false);
            canary.ReleaseBody();
            await canary.End.WaitAsync(closed).ConfigureAwait(false);
        }
    }

    private ValueTask SendAsync(IChannel channel, PendingPublish pending)
    {
        ulong number;
        lock (unconfirmed)
        {
            // The broker counts the same way, from 1.
            number = ++lastSent;
            if (end is { } how)
            {
                pending.Finish(how);
                return ValueTask.CompletedTask;
            }

            unconfirmed.Add(number, pending);
        }

        var properties = WireHeaders.Write(pending.Headers);
        if (pending.Mandatory) (properties.Headers ??= new Dictionary<string, object?>())[WireHeaders.Sequence] = (long)number;
        return channel.BasicPublishAsync(pending.Exchange, pending.RoutingKey, pending.Mandatory, properties, pending.Body, closed);
    }

    private Task OnAcks(object sender, BasicAckEventArgs acks)
    {
        gate.Prove();
        Settle(acks.DeliveryTag, acks.Multiple, PublishOutcome.Confirmed);
        return Task.CompletedTask;
    }

    private Task OnNacks(object sender, BasicNackEventArgs nacks)
    {
        gate.Prove();
        Settle(nacks.DeliveryTag, nacks.Multiple, PublishOutcome.Refused);
        return Task.CompletedTask;
    }

    /// <summary>A mandatory message reached no queue; its confirmation follows.</summary>
    private Task OnReturn(object sender, BasicReturnEventArgs returned)
    {
        if (WireHeaders.Number(returned.BasicProperties.Headers, WireHeaders.Sequence) is not { } number) return Task.CompletedTask;
        lock (unconfirmed)
        {
            if (unconfirmed.TryGetValue((ulong)number, out var pending)) pending.Returned = true;
        }

        return Task.CompletedTask;
    }

    private Task OnShutdown(object sender, ShutdownEventArgs reason)
    {
        // The end of the connection reaches the lanes by itself, in words of its own.
        if (reason.Initiator is ShutdownInitiator.Peer && reason.ReplyCode is >= 400 and < 500 and not 320) Close(CallFaults.FaultOf(reason), reason.ReplyText);
        else Close(BrokerFault.Lost, connection.LostReason ?? reason.ReplyText);
        return Task.CompletedTask;
    }

    private void Settle(ulong tag, bool multiple, PublishOutcome outcome)
    {
        lock (unconfirmed)
        {
            if (!multiple)
            {
                Settle(tag, outcome);
                return;
            }

            // What single confirmations covered before is not there any more.
            for (var number = confirmedUpTo + 1; number <= tag; number++) Settle(number, outcome);
            confirmedUpTo = Math.Max(confirmedUpTo, tag);
        }
    }

    private void Settle(ulong number, PublishOutcome outcome)
    {
        if (!unconfirmed.Remove(number, out var pending)) return;
        room.Release();
        pending.Finish(new PublishEnd(pending.Returned && outcome is PublishOutcome.Confirmed ? PublishOutcome.Unroutable : outcome));
    }
}
