namespace Fresnel.Media.Ingest;

/// <summary>Why an ingest delivers no more frames.</summary>
/// <param name="Reason">The kind of end.</param>
/// <param name="Error">The stable code of a failure; null for <see cref="IngestEndReason.EndOfStream"/> and <see cref="IngestEndReason.Stopped"/>.</param>
/// <param name="Message">One line for a person, without credentials.</param>
/// <param name="ExitCode">ffmpeg's exit code where it ended by itself; 128 + signal where a signal ended it.</param>
/// <param name="StderrTail">The last lines ffmpeg wrote, without credentials.</param>
public sealed record IngestEnd(IngestEndReason Reason, MediaErrorCode? Error, string Message, int? ExitCode, string StderrTail)
{
    /// <summary>
    /// Whether the decoder itself failed: a signal ended it, what it sent was no stream, or it gave up for a reason that is
    /// not its source's. False where the source is away, refuses, or ended.
    /// </summary>
    public bool Crashed { get; init; }
}
