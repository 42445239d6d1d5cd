namespace Fresnel.Inference.Batching;

/// <summary>
/// Refuses work after a number of failures in a row, for a time; then lets one batch through, whose outcome closes it or opens it
/// again. Not thread-safe: its owner's lock guards it.
/// </summary>
/// <param name="failures">Failures in a row that open it.</param>
/// <param name="openFor">Ticks it stays open.</param>
internal sealed class CircuitBreaker(int failures, long openFor)
{
    private int inARow;
    private long openUntil = long.MinValue;

    /// <summary>Whether work is refused at a time.</summary>
    public bool IsOpen(long now) => inARow >= failures && now < openUntil;

    /// <summary>A batch succeeded: closed.</summary>
    public void Succeeded() => inARow = 0;

    /// <summary>A batch failed; true where that opens it (again).</summary>
    public bool Failed(long now)
    {
        if (++inARow < failures) return false;
        Open(now);
        return true;
    }

    /// <summary>Opens it whatever went before: for a failure that another try would not mend.</summary>
    public void Open(long now)
    {
        inARow = failures;
        openUntil = now + openFor;
    }
}
