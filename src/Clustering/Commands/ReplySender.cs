using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Sessions;
using Fresnel.Kernel.EventSourcing;
using Microsoft.Extensions.Logging;

namespace Fresnel.Clustering.Commands;

/// <summary>Sends replies to whoever asked, and what could not be handled to the dead letters.</summary>
internal sealed class ReplySender(BrokerLink link, IMessageCodec codec, TimeSpan timeout, ILogger logger)
{
    private readonly Lock gate = new();
    private TaskCompletionSource? busy;
    private int sending;

    /// <summary>Completes when no reply is on its way.</summary>
    public Task Quiet
    {
        get
        {
            lock (gate) return busy?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>
    /// Replies, without waiting for the broker: the entity goes on meanwhile. A reply that cannot be sent is not worth more
    /// than a log line: the asker sends its command again and is answered from the journal.
    /// </summary>
    public void Reply(MessageHeaders asked, EntityReply reply)
    {
        if (asked.ReplyTo is not { } queue || link.Current is not { } session) return;
        lock (gate)
        {
            sending++;
            busy ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        var publication = new Publication
        {
            Exchange = "",
            RoutingKey = queue,
            Headers = new MessageHeaders { Type = ReplyEnvelope.Type, CorrelationId = asked.CorrelationId },
            Body = ReplyEnvelope.Write(reply),
        };
        _ = SendAsync(session, publication);
    }

    /// <summary>Sets a command aside with the reason.</summary>
    /// <returns>Whether it is safely there.</returns>
    public async ValueTask<bool> BuryAsync(EntityWork work, string reason)
    {
        var envelope = new EntityEnvelope(
            work.Entity, work.Deadline, work.Context.CorrelationId, work.Context.TraceParent, codec.Encode(work.Message));
        return await BuryAsync(work.Delivery.Headers, envelope.Write(), reason).ConfigureAwait(false);
    }

    /// <summary>Sets a message aside with the reason.</summary>
    /// <returns>Whether it is safely there.</returns>
    public async ValueTask<bool> BuryAsync(MessageHeaders headers, ReadOnlyMemory<byte> body, string reason)
    {
        if (link.Current is not { } session) return false;
        try
        {
            var publication = new Publication
            {
                Exchange = "",
                RoutingKey = Topology.DeadLetters.Name,
                Headers = headers with { Reason = reason, Expiration = null },
                Body = body,
                Mandatory = true,
            };
            var outcome = await session.Publishing.PublishAsync(publication, timeout, CancellationToken.None).ConfigureAwait(false);
            return outcome is PublishOutcome.Confirmed;
        }
        catch (BrokerException fault)
        {
            ClusteringLog.NotSetAside(logger, headers.MessageId ?? "", fault.Message);
            return false;
        }
    }

    private async Task SendAsync(BrokerSession session, Publication publication)
    {
        try
        {
            await session.Publishing.PublishAsync(publication, timeout, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokerException fault)
        {
            ClusteringLog.ReplyNotSent(logger, publication.RoutingKey, fault.Message);
        }

        lock (gate)
        {
            if (--sending > 0) return;
            busy!.SetResult();
            busy = null;
        }
    }
}
