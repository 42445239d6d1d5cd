namespace Fresnel.Service.Commands;

/// <summary>A fault that the person at the keyboard can mend: shown as one line, never with a stack trace.</summary>
/// <param name="message">One line naming the thing, the value and what is allowed.</param>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="inner">What was caught, for the log file.</param>
public sealed class UserErrorException(string message, int exitCode = ExitCodes.Usage, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
