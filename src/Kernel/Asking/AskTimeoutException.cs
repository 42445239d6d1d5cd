namespace Fresnel.Kernel;

/// <summary>An actor did not answer in time. It may still handle the message.</summary>
public sealed class AskTimeoutException(string path, DateTimeOffset deadline)
    : TimeoutException($"Actor '{path}' did not answer by {deadline:O}.")
{
    /// <summary>The actor.</summary>
    public string Path { get; } = path;

    /// <summary>When the answer was of no more use.</summary>
    public DateTimeOffset Deadline { get; } = deadline;
}
