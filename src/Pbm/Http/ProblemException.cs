using Fresnel.Pbm.Commands;

namespace Fresnel.Pbm.Http;

/// <summary>The cluster answered with a problem.</summary>
internal sealed class ProblemException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The stable code, or empty where there was none.</param>
    /// <param name="detail">One sentence for people.</param>
    public ProblemException(int status, string code, string detail)
        : base(detail)
    {
        Status = status;
        Code = code;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The stable code: <c>camera-not-found</c>.</summary>
    public string Code { get; }

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode => (Status, Code) switch
    {
        (401, _) => ExitCodes.Token,
        (404, not "not-found") => ExitCodes.NotFound,
        (400, _) => ExitCodes.Usage,
        (504, _) => ExitCodes.TimedOut,
        _ => ExitCodes.Failed,
    };
}
