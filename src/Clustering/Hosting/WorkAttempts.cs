using Fresnel.Clustering.Commands;
using Fresnel.Clustering.Sessions;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Clustering.Hosting;

/// <summary>One command or query, from being taken up to being settled.</summary>
internal sealed class WorkAttempts(
    ShardEntities shard, EntityKind kind, EntityWork work, Func<ValueTask<ActorRef<EntityMessage>?>> actorAsync)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly HostContext host = shard.Host;

    /// <summary>Tries until it is answered, set aside, or to be given back because the shard ends here.</summary>
    public async Task RunAsync()
    {
        var pause = host.Options.CommandRetryPause;
        var failures = 0;
        EntityReply? last = null;
        while (!shard.Abandoned.IsCancellationRequested)
        {
            if (host.Time.GetUtcNow() >= work.Deadline)
            {
                await AnswerAsync(last ?? EntityReply.Unavailable(
                    EntityFaults.DeadlinePassed, $"{work.Entity} was asked too late: the deadline {work.Deadline:O} has passed.")).ConfigureAwait(false);
                return;
            }

            var actor = await actorAsync().ConfigureAwait(false);
            if (actor is null) break;
            var asked = host.Time.GetTimestamp();
            last = await AskAsync(actor).ConfigureAwait(false);
            if (last is null) break;
            switch (last.Status is EntityReplyStatus.Unavailable ? last.Refusal?.Code ?? RefusalCodes.Failed : null)
            {
                case null:
                    host.Counters.CountHandled();
                    await AnswerAsync(last).ConfigureAwait(false);
                    return;
                case RefusalCodes.DeadlinePassed or RefusalCodes.UnknownCommand or RefusalCodes.StoreDamaged:
                    await AnswerAsync(last).ConfigureAwait(false);
                    return;
                case RefusalCodes.Fenced:
                    // The shard's agent has been told and ends these entities. Given back any earlier, it would come
                    // straight back here.
                    await Pauses.ForeverAsync(shard.Abandoned).ConfigureAwait(false);
                    break;
                case RefusalCodes.Stopping or RefusalCodes.StoreUnavailable:
                    break;
                default:
                    failures++;
                    if (failures < host.Options.CommandAttempts && work.CommandId is not null) break;
                    await SetAsideAsync(failures, last.Refusal?.Message ?? "no reason given").ConfigureAwait(false);
                    return;
            }

            if (shard.Abandoned.IsCancellationRequested) break;

            // Another try would end too late to be heard: say now why there is no answer, while the caller still waits.
            if (last.Refusal?.Code is RefusalCodes.StoreUnavailable && host.Time.GetUtcNow() + pause + host.Time.GetElapsedTime(asked) >= work.Deadline)
            {
                await AnswerAsync(last).ConfigureAwait(false);
                return;
            }

            await Pauses.WaitAsync(pause, host.Time, shard.Abandoned).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        await work.GiveBackAsync().ConfigureAwait(false);
    }

    /// <summary>The entity's reply; null where the entities were abandoned before there was one.</summary>
    private async Task<EntityReply?> AskAsync(ActorRef<EntityMessage> actor)
    {
        var answer = new TaskCompletionSource<EntityReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        var replyTo = ReplyTo.Function<EntityReply>(reply => answer.TrySetResult(reply));
        EntityMessage message = work.CommandId is { } commandId
            ? new EntityCommand(work.Message, commandId, replyTo)
            : new EntityQuery(work.Message, replyTo);
        try
        {
            await actor.TellAsync(message, work.Context, shard.Abandoned).ConfigureAwait(false);
            await Task.WhenAny(answer.Task, actor.WhenStopped).WaitAsync(shard.Abandoned).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (MailboxFullException full)
        {
            return EntityReply.Unavailable(RefusalCodes.StoreUnavailable, full.Message);
        }

        return answer.Task.IsCompleted
            ? await answer.Task.ConfigureAwait(false)
            : EntityReply.Unavailable(RefusalCodes.Failed, $"{work.Entity} ended before it answered.");
    }

    private async Task AnswerAsync(EntityReply reply)
    {
        host.Replies.Reply(work.Delivery.Headers, reply);
        await work.AcknowledgeAsync().ConfigureAwait(false);
    }

    private async Task SetAsideAsync(int failures, string reason)
    {
        var told = $"{kind.Name} '{work.Entity.Name}' failed {failures} times to handle {work.Message.GetType().Name}: {reason}";
        if (work.CommandId is not null)
        {
            if (!await host.Replies.BuryAsync(work, told).ConfigureAwait(false))
            {
                await work.GiveBackAsync().ConfigureAwait(false);
                return;
            }

            ClusteringLog.CommandSetAside(host.Logger, work.CommandId, told);
        }

        host.Counters.CountFailed();
        await AnswerAsync(EntityReply.Unavailable(EntityFaults.HandlerFailed, told)).ConfigureAwait(false);
    }
}
