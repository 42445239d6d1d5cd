using System.Threading.Tasks.Sources;
using Fresnel.Inference.Detection;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Batching;

/// <summary>
/// One request, from asking to its answer, reused afterwards. It is the awaited source and its own thread-pool item, so neither
/// waiting nor completing allocates. Fields are guarded by the batcher's lock while it is queued.
/// </summary>
internal sealed class PendingRequest(AdaptiveBatcher owner) : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> core;
    private CancellationTokenRegistration registration;
    private Exception? fault;

    /// <summary>The picture.</summary>
    public Frame Frame { get; private set; } = null!;

    /// <summary>The caller's list.</summary>
    public List<Detected> Results { get; private set; } = null!;

    /// <summary>The class it is served in.</summary>
    public InferenceClass Urgency { get; private set; }

    /// <summary>When it was asked, ticks.</summary>
    public long Asked { get; private set; }

    /// <summary>When its answer stops being useful, ticks; <see cref="long.MaxValue"/> for never.</summary>
    public long Deadline { get; private set; }

    /// <summary>The caller's token.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>Whether it is in the queue.</summary>
    public bool Queued { get; set; }

    /// <summary>The request before it in its class.</summary>
    public PendingRequest? Previous { get; set; }

    /// <summary>The request after it in its class, or in the pool.</summary>
    public PendingRequest? Next { get; set; }

    /// <summary>The version of this use, for the task.</summary>
    public short Version => core.Version;

    /// <summary>Begins a use.</summary>
    public void Begin(Frame frame, List<Detected> results, InferenceClass urgency, long asked, long deadline, CancellationToken token)
    {
        (Frame, Results, Urgency, Asked, Deadline, Token, fault) = (frame, results, urgency, asked, deadline, token, null);
    }

    /// <summary>Listens to the caller's token. A callback that comes after this use is told apart by its token.</summary>
    public void ListenForCancellation() => registration = Token.CanBeCanceled
        ? Token.UnsafeRegister(static (state, token) => ((PendingRequest)state!).Withdraw(token), this)
        : default;

    /// <summary>Gives the answer, on a thread of the pool.</summary>
    public void Complete(Exception? error)
    {
        // Not Dispose: it would wait for a callback that may be waiting for the batcher's lock.
        registration.Unregister();
        fault = error;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Withdraw(CancellationToken token) => owner.Withdraw(this, token);

    void IThreadPoolWorkItem.Execute()
    {
        if (fault is null) core.SetResult(true);
        else core.SetException(fault);
    }

    void IValueTaskSource.GetResult(short token)
    {
        // A task awaited twice brings an old version: it must not give back a request that others use by now.
        var current = token == core.Version && core.GetStatus(token) is not ValueTaskSourceStatus.Pending;
        try
        {
            core.GetResult(token);
        }
        finally
        {
            if (current) owner.Recycle(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);

    /// <summary>Ends a use: lets go of the caller's things, and makes its task invalid.</summary>
    public void Clear()
    {
        core.Reset();
        (Frame, Results, Token, fault, registration) = (null!, null!, default, null, default);
    }
}
