namespace Fresnel.Inference.Batching;

/// <summary>What the watch over a run has found.</summary>
internal enum Overdue
{
    /// <summary>No run, or within its limit.</summary>
    No,

    /// <summary>Over its limit, and asked to end just now.</summary>
    Interrupted,

    /// <summary>Asked to end before, and did not.</summary>
    AfterInterruption,
}
