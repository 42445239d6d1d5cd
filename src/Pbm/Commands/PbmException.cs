namespace Fresnel.Pbm.Commands;

/// <summary>A fault that the person at the keyboard can understand: one line and an exit code, never a stack trace.</summary>
internal sealed class PbmException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="message">One line naming the thing, the value and what is allowed or would help.</param>
    /// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
    /// <param name="inner">The cause.</param>
    public PbmException(string message, int exitCode, Exception? inner = null)
        : base(message, inner) => ExitCode = exitCode;

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; }
}
