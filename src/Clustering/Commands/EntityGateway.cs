using System.Collections.Concurrent;
using System.Globalization;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Sessions;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Microsoft.Extensions.Logging;

namespace Fresnel.Clustering.Commands;

/// <summary>Sends to the queue of an entity's shard, and pairs replies from the one queue of this incarnation.</summary>
internal sealed class EntityGateway(
    BrokerLink link, string owner, IMessageCodec codec, HostingOptions options, TimeProvider time, ILogger logger) : IEntityGateway
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<EntityReply>> pending = new(StringComparer.Ordinal);
    private readonly string replies = Topology.Replies(owner).Name;
    private TaskCompletionSource<BrokerSession> ready = NewReady();
    private long questions;

    /// <inheritdoc />
    public ValueTask<object> SendAsync(
        EntityId entity, object command, string commandId, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(commandId);
        return AskAsync(entity, command, commandId, deadline, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<object> QueryAsync(
        EntityId entity, object query, DateTimeOffset deadline, CancellationToken cancellationToken) =>
        AskAsync(entity, query, null, deadline, cancellationToken);

    /// <summary>Receives replies, session after session, until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var session = await link.SessionAsync(stop).ConfigureAwait(false);
                await session.Consuming.DeclareQueueAsync(Topology.Replies(owner), stop).ConfigureAwait(false);
                await using var replies = await session.Consuming
                    .ConsumeAsync(this.replies, new ConsumerOptions(Prefetch: 256), OnReplyAsync, stop).ConfigureAwait(false);
                Volatile.Read(ref ready).TrySetResult(session);
                await Task.WhenAny(replies.Lost, Pauses.ForeverAsync(session.Ended), Pauses.ForeverAsync(stop)).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is BrokerException || (fault is OperationCanceledException && stop.IsCancellationRequested))
            {
                await Pauses.WaitAsync(TimeSpan.FromMilliseconds(50), time, stop).ConfigureAwait(false);
            }

            Volatile.Write(ref ready, NewReady());
            FailPending();
        }
    }

    private static TaskCompletionSource<BrokerSession> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask<object> AskAsync(
        EntityId entity, object message, string? commandId, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var context = MessageContext.Current ?? MessageContext.Create(deadline);
        var encoded = codec.Encode(message);
        var session = await SessionAsync(entity, deadline, cancellationToken).ConfigureAwait(false);
        var pair = Interlocked.Increment(ref questions).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<EntityReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[pair] = answer;
        try
        {
            var shard = Shards.Of(entity, options.Shards);
            await PublishAsync(session, entity, Topology.CommandQueue(shard), deadline, new MessageHeaders
            {
                Type = commandId is null ? EntityEnvelope.QueryType : EntityEnvelope.CommandType,
                MessageId = commandId,
                CorrelationId = pair,
                ReplyTo = replies,
            }, new EntityEnvelope(entity, deadline, context.CorrelationId, context.TraceParent, encoded), cancellationToken).ConfigureAwait(false);

            EntityReply reply;
            try
            {
                // A session that ended before the question was entered here has failed nobody: look once more.
                if (session.Ended.IsCancellationRequested) answer.TrySetException(Lost(entity));
                reply = await answer.Task.WaitAsync(Left(deadline), time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException late)
            {
                throw await LateAsync(session, entity, shard, deadline, late, cancellationToken).ConfigureAwait(false);
            }
            catch (BrokerException lost)
            {
                throw new EntityException(entity, EntityFaults.BrokerLost, lost.Message, lost);
            }

            if (reply.Status is not EntityReplyStatus.Unavailable) return Decode(reply.Message);
            var refusal = reply.Refusal ?? new Refusal(EntityFaults.HandlerFailed, $"{entity} answered without a reason.");
            throw new EntityException(entity, refusal.Code, refusal.Message);
        }
        finally
        {
            pending.TryRemove(pair, out _);
        }
    }

    private object Decode(in EncodedMessage message) => KernelMessages.Decode(message) ?? codec.Decode(message);

    private async ValueTask<BrokerSession> SessionAsync(EntityId entity, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var patience = Left(deadline) < options.PublishTimeout ? Left(deadline) : options.PublishTimeout;
        try
        {
            return await Volatile.Read(ref ready).Task.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new EntityException(entity, EntityFaults.BrokerLost, $"{entity} cannot be reached: no connection to the broker.", late);
        }
    }

    private async ValueTask PublishAsync(
        BrokerSession session,
        EntityId entity,
        string queue,
        DateTimeOffset deadline,
        MessageHeaders headers,
        EntityEnvelope envelope,
        CancellationToken cancellationToken)
    {
        var limit = Left(deadline) < options.PublishTimeout ? Left(deadline) : options.PublishTimeout;
        if (limit <= TimeSpan.Zero) throw new EntityException(entity, EntityFaults.DeadlinePassed, $"{entity} was not asked: the deadline {deadline:O} has passed.");
        try
        {
            var publication = new Publication { Exchange = "", RoutingKey = queue, Headers = headers, Body = envelope.Write(), Mandatory = true };
            var outcome = await session.Publishing.PublishAsync(publication, limit, cancellationToken).ConfigureAwait(false);
            if (outcome is PublishOutcome.Unroutable)
            {
                throw new EntityException(entity, EntityFaults.NoOwner, $"{entity} cannot be reached: no node has made the queue '{queue}'.");
            }

            if (outcome is PublishOutcome.Refused)
            {
                throw new EntityException(entity, EntityFaults.BrokerBlocked, $"The broker refused a message for {entity}.");
            }
        }
        catch (BrokerException fault)
        {
            var code = fault.Fault is BrokerFault.Blocked ? EntityFaults.BrokerBlocked : EntityFaults.BrokerLost;
            throw new EntityException(entity, code, $"{entity} cannot be reached: {fault.Message}", fault);
        }
    }

    private static async ValueTask<EntityException> LateAsync(
        BrokerSession session, EntityId entity, int shard, DateTimeOffset deadline, Exception late, CancellationToken cancellationToken)
    {
        try
        {
            var depth = await session.Consuming.InspectAsync(Topology.CommandQueue(shard), cancellationToken).ConfigureAwait(false);
            if (depth.Consumers == 0)
            {
                return new EntityException(
                    entity, EntityFaults.NoOwner, $"{entity} did not answer by {deadline:O}: no node owns its shard {shard} now.", late);
            }
        }
        catch (BrokerException fault)
        {
            return new EntityException(entity, EntityFaults.BrokerLost, $"{entity} did not answer by {deadline:O}: {fault.Message}", fault);
        }

        return new EntityException(entity, EntityFaults.DeadlinePassed, $"{entity} did not answer by {deadline:O}.", late);
    }

    private async ValueTask OnReplyAsync(Delivery delivery)
    {
        if (delivery.Headers.CorrelationId is { } pair && pending.TryRemove(pair, out var answer))
        {
            try
            {
                answer.TrySetResult(ReplyEnvelope.Read(delivery.Body));
            }
            catch (FormatException fault)
            {
                ClusteringLog.MalformedReply(logger, fault.Message);
            }
        }

        await delivery.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void FailPending()
    {
        foreach (var pair in pending.Keys)
        {
            if (pending.TryRemove(pair, out var answer)) answer.TrySetException(new BrokerException(BrokerFault.Lost, "The broker was lost while waiting for the answer."));
        }
    }

    private static BrokerException Lost(EntityId entity) =>
        new(BrokerFault.Lost, $"The broker was lost while waiting for the answer of {entity}.");

    private TimeSpan Left(DateTimeOffset deadline)
    {
        var left = deadline - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
