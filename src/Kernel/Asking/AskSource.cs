using System.Threading.Tasks.Sources;

namespace Fresnel.Kernel.Asking;

/// <summary>
/// One question under way; used again for the next once its answer was taken. A ticket tells the answers to one question
/// from late ones to an earlier. The timer is left running when an answer comes, and looked at when it fires.
/// </summary>
internal sealed class AskSource<TReply> : IValueTaskSource<TReply>
{
    private readonly AskPool<TReply> _pool;
    private readonly TimeProvider _time;
    private readonly Lock _arming = new();
    private ManualResetValueTaskSourceCore<TReply> _core = new() { RunContinuationsAsynchronously = true };
    private ITimer? _timer;
    private bool _armed;
    private long _armedFor;
    private long _state = 1;
    private long _expiry;
    private string _path = "";
    private DateTimeOffset _deadline;
    private CancellationTokenRegistration _cancellation;

    public AskSource(AskPool<TReply> pool, TimeProvider time)
    {
        _pool = pool;
        _time = time;
    }

    /// <summary>Starts a question.</summary>
    /// <returns>Its ticket.</returns>
    public long Begin(ActorRef actor, DateTimeOffset deadline, TimeSpan timeout)
    {
        _path = actor.Path;
        _deadline = deadline;
        var expiry = _time.GetTimestamp() + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
        Volatile.Write(ref _expiry, expiry);
        var ticket = (_state >> 1) + 1;
        Volatile.Write(ref _state, ticket << 1);
        Arm(expiry);
        return ticket;
    }

    /// <summary>What the asker awaits.</summary>
    public ValueTask<TReply> Task(long ticket, CancellationToken cancellationToken)
    {
        var task = new ValueTask<TReply>(this, _core.Version);
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
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
        if (Claim(ticket)) _core.SetResult(reply);
    }

    public void Fail(long ticket, Exception failure)
    {
        if (Claim(ticket)) _core.SetException(failure);
    }

    public TReply GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _cancellation.Dispose();
            _cancellation = default;
            _core.Reset();
            _pool.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private bool Claim(long ticket) => Interlocked.CompareExchange(ref _state, (ticket << 1) | 1, ticket << 1) == ticket << 1;

    private void Arm(long expiry)
    {
        lock (_arming)
        {
            if (_armed && _armedFor <= expiry) return;
            _armed = true;
            _armedFor = expiry;
            var left = _time.GetElapsedTime(_time.GetTimestamp(), expiry);
            var due = left <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            if (_timer is null) _timer = UnflowedTimer.Create(_time, static state => ((AskSource<TReply>)state!).OnTimer(), this, due, Timeout.InfiniteTimeSpan);
            else _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (_arming) _armed = false;
        var state = Volatile.Read(ref _state);
        if ((state & 1) != 0) return;
        var expiry = Volatile.Read(ref _expiry);
        if (_time.GetTimestamp() < expiry) Arm(expiry);
        else Fail(state >> 1, new AskTimeoutException(_path, _deadline));
    }
}
