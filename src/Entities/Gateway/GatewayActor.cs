using Akka.Actor;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Gateway;

/// <summary>
/// Sends requests to the entities' regions, again every 200 ms until a final answer comes or the deadline has passed. An owner that died,
/// moved
/// or could not write to the journal costs the caller time, never an answer of its own.
/// </summary>
internal sealed class GatewayActor(EntityRegions regions, TimeProvider time) : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<(EntityId Entity, string Id), Pending> pendings = [];
    private bool ticking;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GatewayRequest request:
                OnRequest(request);
                break;
            case EntityAnswer answer:
                OnAnswer(answer);
                break;
            case GatewayRequest.Forgotten forgotten:
                OnForgotten(forgotten);
                break;
            case Tick:
                OnTick();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        foreach (var pending in pendings.Values)
        {
            foreach (var waiter in pending.Waiters) waiter.Complete(Late(waiter, "This node stops."));
        }
    }

    private void OnRequest(GatewayRequest request)
    {
        if (request.Answer.Task.IsCompleted) return;
        if (regions.Find(request.Message.Entity.Kind) is not { } region)
        {
            var kinds = string.Join(", ", regions.Kinds);
            var detail = $"'{request.Message.Entity.Kind}' is not a kind of entity of this cluster; it has: {kinds}.";
            request.Complete(new EntityAnswer(request.Message.Entity, request.Id, AnswerStatus.Unavailable, AnswerCodes.UnknownKind,
                detail));
            return;
        }

        if (pendings.TryGetValue(request.Key, out var pending))
        {
            if (pending.Waiters[0].Hash != request.Hash)
            {
                var detail = $"The command id '{EntityId.Printable(request.Id)}' is in use for another command.";
                request.Complete(new EntityAnswer(request.Message.Entity, request.Id, AnswerStatus.Refused, AnswerCodes.CommandIdReused,
                    detail));
                return;
            }

            pending.Waiters.Add(request);
            pending.Deadlines.Add(DeadlineOf(request));
            if (pending.Message is EntityMessages.Command before && request.Message is EntityMessages.Command now
                && now.Deadline > before.Deadline) pending.Message = now;
            return;
        }

        pending = new Pending(request, region, DeadlineOf(request));
        pendings.Add(request.Key, pending);
        Send(pending);
        if (ticking) return;
        ticking = true;
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, Look);
    }

    private void OnAnswer(EntityAnswer answer)
    {
        var key = (answer.Entity, answer.CorrelationId);
        if (!pendings.TryGetValue(key, out var pending)) return; // an answer to a repetition
        if (answer.Status == AnswerStatus.Unavailable && IsTransient(answer.Code))
        {
            pending.Last = answer;
            return;
        }

        pendings.Remove(key);
        foreach (var waiter in pending.Waiters) waiter.Complete(answer);
    }

    private void OnForgotten(GatewayRequest.Forgotten forgotten)
    {
        if (!pendings.TryGetValue(forgotten.Request.Key, out var pending)) return;
        var index = pending.Waiters.IndexOf(forgotten.Request);
        if (index < 0) return;
        pending.RemoveAt(index);
        if (pending.Waiters.Count == 0) pendings.Remove(forgotten.Request.Key);
    }

    private void OnTick()
    {
        var now = time.GetTimestamp();
        foreach (var (key, pending) in pendings)
        {
            for (var i = pending.Waiters.Count - 1; i >= 0; i--)
            {
                if (now < pending.Deadlines[i]) continue;
                pending.Waiters[i].Complete(Late(pending.Waiters[i], pending.Last?.Detail, pending.Last?.Code));
                pending.RemoveAt(i);
            }

            if (pending.Waiters.Count == 0)
                pendings.Remove(key);
            else if (time.GetElapsedTime(pending.SentAt, now) >= Repeat)
                Send(pending);
        }

        if (pendings.Count > 0) return;
        ticking = false;
        Timers.Cancel(Tick.Instance);
    }

    private void Send(Pending pending)
    {
        pending.SentAt = time.GetTimestamp();
        pending.Region.Tell(pending.Message, Self);
    }

    private long DeadlineOf(GatewayRequest request) => time.GetTimestamp() + (long)(request.Timeout.TotalSeconds * time.TimestampFrequency);

    private static bool IsTransient(string code) => code is AnswerCodes.StoreUnavailable or AnswerCodes.Starting or AnswerCodes.Fenced;

    private static EntityAnswer Late(GatewayRequest request, string? detail, string? code = null) => new(
        request.Message.Entity,
        request.Id,
        AnswerStatus.Unavailable,
        code ?? AnswerCodes.DeadlinePassed,
        detail ?? $"No answer within {request.Timeout.TotalSeconds:0.###} s.",
        MayHaveHappened: request.Message is EntityMessages.Command);

    private sealed class Pending(GatewayRequest first, IActorRef region, long deadline)
    {
        public IEntityMessage Message { get; set; } = first.Message;

        public IActorRef Region { get; } = region;

        public List<GatewayRequest> Waiters { get; } = [first];

        public List<long> Deadlines { get; } = [deadline];

        public long SentAt { get; set; }

        public EntityAnswer? Last { get; set; }

        public void RemoveAt(int index)
        {
            Waiters.RemoveAt(index);
            Deadlines.RemoveAt(index);
        }
    }

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }
}
