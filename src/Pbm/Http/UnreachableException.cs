namespace Fresnel.Pbm.Http;

/// <summary>None of the addresses answered.</summary>
internal sealed class UnreachableException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="message">One line naming the addresses and why.</param>
    /// <param name="timedOut">Whether a request was sent and its answer did not come in time.</param>
    /// <param name="inner">The cause.</param>
    public UnreachableException(string message, bool timedOut, Exception? inner = null)
        : base(message, inner) => TimedOut = timedOut;

    /// <summary>Whether a request was sent and its answer did not come in time: it may have had its effect.</summary>
    public bool TimedOut { get; }
}
