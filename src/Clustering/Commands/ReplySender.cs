using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Sessions;
using Fresnel.Kernel.EventSourcing;
using Microsoft.Extensions.Logging;

namespace Fresnel.Clustering.Commands;

/// <summary>Sends replies to whoever asked, and what could not be handled to the dead letters.</summary>
internal sealed class ReplySender(BrokerLink link, IMessageCodec codec, TimeSpan timeout, ILogger logger)
{
    /// <summary>Replies. A reply that cannot be sent is not worth more than a log line: the asker sends its command again and is answered from the journal.</summary>
    public async ValueTask ReplyAsync(MessageHeaders asked, EntityReply reply)
    {
        if (asked.ReplyTo is not { } queue || link.Current is not { } session) return;
        try
        {
            var publication = new Publication
            {
                Exchange = "",
                RoutingKey = queue,
                Headers = new MessageHeaders { Type = ReplyEnvelope.Type, CorrelationId = asked.CorrelationId },
                Body = ReplyEnvelope.Write(reply),
            };
            await session.Publishing.PublishAsync(publication, timeout, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokerException fault)
        {
            ClusteringLog.ReplyNotSent(logger, queue, fault.Message);
        }
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
}
