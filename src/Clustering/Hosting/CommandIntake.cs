using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Commands;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Clustering.Hosting;

/// <summary>Reads the commands of one shard and hands them to its entities; answers what no entity needs to see.</summary>
internal sealed class CommandIntake(HostContext host, int shard, ShardEntities entities)
{
    /// <summary>The handler of the shard's command queue.</summary>
    public async ValueTask OnDeliveryAsync(Delivery delivery)
    {
        EntityEnvelope envelope;
        try
        {
            envelope = EntityEnvelope.Read(delivery.Body);
        }
        catch (FormatException fault)
        {
            ClusteringLog.MalformedCommand(host.Logger, shard, fault.Message);
            var set = await host.Replies.BuryAsync(delivery.Headers, delivery.Body.ToArray(), $"malformed: {fault.Message}").ConfigureAwait(false);
            await SettleAsync(delivery, set).ConfigureAwait(false);
            return;
        }

        var commandId = delivery.Headers.Type == EntityEnvelope.QueryType ? null : delivery.Headers.MessageId ?? delivery.Headers.CorrelationId;
        if (!host.Kinds.ContainsKey(envelope.Entity.Kind))
        {
            await AnswerAsync(delivery, EntityFaults.UnknownKind, $"No entity of kind '{envelope.Entity.Kind}' is hosted by {host.Owner}.").ConfigureAwait(false);
            return;
        }

        object message;
        try
        {
            message = host.Codec.Decode(envelope.Message);
        }
        catch (UnknownMessageException fault)
        {
            await AnswerAsync(delivery, EntityFaults.UnknownMessage, fault.Message).ConfigureAwait(false);
            return;
        }

        entities.Post(new EntityWork
        {
            Delivery = delivery,
            Entity = envelope.Entity,
            Message = message,
            CommandId = commandId,
            Deadline = envelope.Deadline,
            Context = new MessageContext
            {
                CorrelationId = envelope.CorrelationId,
                CausationId = commandId,
                Deadline = envelope.Deadline,
                Trace = MessageContext.ParseTraceParent(envelope.TraceParent),
            },
        });
    }

    private static async ValueTask SettleAsync(Delivery delivery, bool done)
    {
        _ = done
            ? await delivery.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false)
            : await delivery.GiveBackAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask AnswerAsync(Delivery delivery, string code, string message)
    {
        host.Replies.Reply(delivery.Headers, EntityReply.Unavailable(code, message));
        await delivery.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
