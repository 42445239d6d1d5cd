namespace Fresnel.Media;

/// <summary>A fault of a source, a tool or an output. The message is one line, names the thing, and holds no credential.</summary>
public sealed class MediaException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="message">One line for a person.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public MediaException(MediaErrorCode code, string message, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
    }

    /// <summary>The stable code.</summary>
    public MediaErrorCode Code { get; }
}
