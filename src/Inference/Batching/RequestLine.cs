using Fresnel.Inference.Detection;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Batching;

/// <summary>
/// The requests that wait before a model: who is let in, who gives way, who has waited too long, and their use again. In steady state it allocates
/// nothing. The batcher's lock guards it.
/// </summary>
/// <param name="batcher">Whose requests they are.</param>
/// <param name="capacity">Most requests that wait.</param>
/// <param name="clock">The clock.</param>
/// <param name="statistics">Where what becomes of them is counted.</param>
internal sealed class RequestLine(AdaptiveBatcher batcher, int capacity, BatchClock clock, BatchStatistics statistics)
{
    private readonly RequestQueue queue = new();
    private PendingRequest? free;

    /// <summary>Requests that wait.</summary>
    public int Count => queue.Count;

    /// <summary>The earliest deadline; <see cref="long.MaxValue"/> where none has one.</summary>
    public long EarliestDeadline => queue.EarliestDeadline();

    /// <summary>Whether there is room for a request of a class, made where need be by refusing the last of a lower one.</summary>
    public bool HasRoom(InferenceClass urgency)
    {
        if (queue.Count < capacity) return true;
        if (queue.LastBelow(urgency) is not { } victim) return false;
        queue.Remove(victim);
        statistics.Refused++;
        victim.Complete(new InferenceException(InferenceError.QueueFull, $"Model {batcher.Model}: refused, because the queue is full and a more urgent request came."));
        return true;
    }

    /// <summary>Lets a request in.</summary>
    public PendingRequest Add(Frame frame, List<Detected> results, InferenceClass urgency, long now, long deadline, CancellationToken token)
    {
        var request = Rent();
        request.Begin(frame, results, urgency, now, deadline, token);
        queue.Add(request);
        statistics.Requests++;
        return request;
    }

    /// <summary>Takes out the request to be served first; there is one.</summary>
    public PendingRequest TakeFirst() => queue.TakeFirst();

    /// <summary>Writes the deadlines of the first few; see <see cref="RequestQueue.Snapshot"/>.</summary>
    public long Snapshot(Span<long> deadlines, out int count) => queue.Snapshot(deadlines, out count);

    /// <summary>Takes a request out because its caller's token was cancelled; nothing where it has begun or belongs to another caller by now.</summary>
    public void Withdraw(PendingRequest request, CancellationToken token)
    {
        if (!request.Queued || request.Token != token) return;
        queue.Remove(request);
        statistics.Cancelled++;
        request.Complete(new OperationCanceledException($"The request to model {batcher.Model} was withdrawn.", token));
    }

    /// <summary>Takes back a request whose answer was read.</summary>
    public void Recycle(PendingRequest request)
    {
        request.Clear();
        request.Next = free;
        free = request;
    }

    /// <summary>Ends those whose deadline has passed.</summary>
    public void Expire(long now)
    {
        for (var request = queue.First; request is not null;)
        {
            var next = queue.After(request);
            if (request.Deadline <= now)
            {
                queue.Remove(request);
                statistics.Expired++;
                request.Complete(new InferenceException(InferenceError.DeadlinePassed, $"Model {batcher.Model}: the deadline passed after {clock.Milliseconds(now - request.Asked):F0} ms in the queue."));
            }

            request = next;
        }
    }

    /// <summary>Refuses all, because the circuit has opened.</summary>
    public void RefuseAll()
    {
        statistics.Refused += queue.Count;
        FailAll(static model => new InferenceException(InferenceError.CircuitOpen, $"Model {model}: refused, because it failed several times running or its run never ended."));
    }

    /// <summary>Ends all with a fault of their own each.</summary>
    public void FailAll(Func<string, Exception> fault)
    {
        while (queue.Count > 0) queue.TakeFirst().Complete(fault(batcher.Model));
    }

    private PendingRequest Rent()
    {
        if (free is not { } request) return new PendingRequest(batcher);
        free = request.Next;
        request.Next = null;
        return request;
    }
}
