namespace Fresnel.Kernel;

/// <summary>Makes timers that do not carry the ambient context of whoever started them.</summary>
internal static class UnflowedTimer
{
    public static ITimer Create(TimeProvider time, TimerCallback callback, object? state, TimeSpan due, TimeSpan period)
    {
        if (ExecutionContext.IsFlowSuppressed()) return time.CreateTimer(callback, state, due, period);
        using (ExecutionContext.SuppressFlow()) return time.CreateTimer(callback, state, due, period);
    }
}
