using Fresnel.Inference.Detection;

namespace Fresnel.Inference.Batching;

/// <summary>Waiting requests: three classes in strict order, each first come first served. A request leaves from anywhere at no cost. Its owner's lock guards it.</summary>
internal sealed class RequestQueue
{
    private const int Classes = 3;
    private readonly PendingRequest?[] heads = new PendingRequest?[Classes];
    private readonly PendingRequest?[] tails = new PendingRequest?[Classes];

    /// <summary>Requests in it.</summary>
    public int Count { get; private set; }

    /// <summary>The request to be served first.</summary>
    public PendingRequest? First => heads[0] ?? heads[1] ?? heads[2];

    /// <summary>The request served after another.</summary>
    public PendingRequest? After(PendingRequest request)
    {
        if (request.Next is { } next) return next;
        for (var index = (int)request.Urgency + 1; index < Classes; index++)
        {
            if (heads[index] is { } head) return head;
        }

        return null;
    }

    /// <summary>Adds a request behind those of its class.</summary>
    public void Add(PendingRequest request)
    {
        var index = (int)request.Urgency;
        var tail = tails[index];
        (request.Previous, request.Next, request.Queued) = (tail, null, true);
        if (tail is null) heads[index] = request;
        else tail.Next = request;
        tails[index] = request;
        Count++;
    }

    /// <summary>Takes a request out.</summary>
    public void Remove(PendingRequest request)
    {
        var index = (int)request.Urgency;
        if (request.Previous is { } previous) previous.Next = request.Next;
        else heads[index] = request.Next;
        if (request.Next is { } next) next.Previous = request.Previous;
        else tails[index] = request.Previous;
        (request.Previous, request.Next, request.Queued) = (null, null, false);
        Count--;
    }

    /// <summary>Takes out the request to be served first; the queue is not empty.</summary>
    public PendingRequest TakeFirst()
    {
        var request = First ?? throw new InvalidOperationException("The queue is empty.");
        Remove(request);
        return request;
    }

    /// <summary>The request that gives way to one of a class where the queue is full: the last of the lowest class below it; null where there is none.</summary>
    public PendingRequest? LastBelow(InferenceClass urgency)
    {
        for (var index = Classes - 1; index > (int)urgency; index--)
        {
            if (tails[index] is { } tail) return tail;
        }

        return null;
    }

    /// <summary>Writes the deadlines of the first few in the order of service.</summary>
    /// <param name="deadlines">Filled as far as requests go.</param>
    /// <param name="count">How many were written.</param>
    /// <returns>When the one of them that has waited longest was asked.</returns>
    public long Snapshot(Span<long> deadlines, out int count)
    {
        count = 0;
        var oldest = long.MaxValue;
        for (var request = First; request is not null && count < deadlines.Length; request = After(request))
        {
            deadlines[count++] = request.Deadline;
            oldest = Math.Min(oldest, request.Asked);
        }

        return oldest;
    }

    /// <summary>The earliest deadline; <see cref="long.MaxValue"/> where none has one.</summary>
    public long EarliestDeadline()
    {
        var earliest = long.MaxValue;
        for (var request = First; request is not null; request = After(request)) earliest = Math.Min(earliest, request.Deadline);
        return earliest;
    }
}
