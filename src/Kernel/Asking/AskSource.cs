using System.Threading.Tasks.Sources;

namespace Fresnel.Kernel.Asking;

/// <summary>
/// One question under way; used again for the next once its answer was taken. A ticket tells the answers to one question
/// from late ones to an earlier. The timer is left running when an answer comes, and looked at when it fires.
/// </summary>
internal sealed class AskSource<TReply> : IValueTaskSource<TReply>
{
    private readonly AskPool<TReply> pool;
    private readonly TimeProvider time;
    private readonly Lock arming = new();
    private ManualResetValueTaskSourceCore<TReply> core = new() { RunContinuationsAsynchronously = true };
    private ITimer? timer;
    private bool armed;
    private long armedFor;
    private long state = 1;
    private long expiry;
    private string path = "";
    private DateTimeOffset deadline;
    private CancellationTokenRegistration cancellation;

    public AskSource(AskPool<TReply> pool, TimeProvider time)
    {
        this.pool = pool;
        this.time = time;
    }

    /// <summary>Starts a question.</summary>
    /// <returns>Its ticket.</returns>
    public long Begin(ActorRef actor, DateTimeOffset deadline, TimeSpan timeout)
    {
        path = actor.Path;
        this.deadline = deadline;
        var expiry = time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency);
        Volatile.Write(ref this.expiry, expiry);
        var ticket = (state >> 1) + 1;
        Volatile.Write(ref state, ticket << 1);
        Arm(expiry);
        return ticket;
    }

    /// <summary>What the asker awaits.</summary>
    public ValueTask<TReply> Task(long ticket, CancellationToken cancellationToken)
    {
        var task = new ValueTask<TReply>(this, core.Version);
        if (cancellationToken.CanBeCanceled)
        {
            cancellation = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    var (source, ticket) = ((AskSource<TReply>, long))state!;
                    source.Fail(ticket, new OperationCanceledException(token));
                },
                (this, ticket));
        }

        return task;
    }

    public void Answer(long ticket, TReply reply)
    {
        if (Claim(ticket)) core.SetResult(reply);
    }

    public void Fail(long ticket, Exception failure)
    {
        if (Claim(ticket)) core.SetException(failure);
    }

    public TReply GetResult(short token)
    {
        try
        {
            return core.GetResult(token);
        }
        finally
        {
            cancellation.Dispose();
            cancellation = default;
            core.Reset();
            pool.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);

    private bool Claim(long ticket) => Interlocked.CompareExchange(ref state, (ticket << 1) | 1, ticket << 1) == ticket << 1;

    private void Arm(long expiry)
    {
        lock (arming)
        {
            if (armed && armedFor <= expiry) return;
            armed = true;
            armedFor = expiry;
            var left = time.GetElapsedTime(time.GetTimestamp(), expiry);
            var due = left <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            if (timer is null) timer = UnflowedTimer.Create(time, static state => ((AskSource<TReply>)state!).OnTimer(), this, due, Timeout.InfiniteTimeSpan);
            else timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (arming) armed = false;
        var state = Volatile.Read(ref this.state);
        if ((state & 1) != 0) return;
        var expiry = Volatile.Read(ref this.expiry);
        if (time.GetTimestamp() < expiry) Arm(expiry);
        else Fail(state >> 1, new AskTimeoutException(path, deadline));
    }
}
