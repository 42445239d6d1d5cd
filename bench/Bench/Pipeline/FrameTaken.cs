using System.Threading.Tasks.Sources;

namespace Fresnel.Bench.Pipeline;

/// <summary>Says to one who feeds frames that the last one was taken. Allocates nothing per frame, so that it does not show in what is measured.</summary>
internal sealed class FrameTaken : IValueTaskSource
{
    private readonly Lock gate = new();
    private ManualResetValueTaskSourceCore<bool> source = new() { RunContinuationsAsynchronously = true };
    private bool taken = true;
    private bool waiting;

    /// <summary>A frame was taken; from any thread.</summary>
    public void Set()
    {
        lock (gate)
        {
            if (!waiting)
            {
                taken = true;
                return;
            }

            waiting = false;
            source.SetResult(true);
        }
    }

    /// <summary>Waits until the last frame was taken; at once where it was. One caller at a time.</summary>
    public ValueTask WaitAsync()
    {
        lock (gate)
        {
            if (taken)
            {
                taken = false;
                return default;
            }

            source.Reset();
            waiting = true;
            return new ValueTask(this, source.Version);
        }
    }

    void IValueTaskSource.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => source.OnCompleted(continuation, state, token, flags);
}
