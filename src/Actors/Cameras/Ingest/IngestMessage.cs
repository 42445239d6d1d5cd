using Fresnel.Media.Ingest;

namespace Fresnel.Actors.Cameras.Ingest;

/// <summary>What a camera's ingest receives.</summary>
internal abstract record IngestMessage;

/// <summary>The messages of a camera's ingest.</summary>
internal static class IngestMessages
{
    /// <summary>Start a decoder.</summary>
    public sealed record Connect : IngestMessage;

    /// <summary>The decoder crashed too often, and nobody has stopped this actor yet.</summary>
    /// <param name="Detail">What the last crash was.</param>
    public sealed record Crashed(string Detail) : IngestMessage;

    /// <summary>A decoder ended.</summary>
    /// <param name="End">Why.</param>
    /// <param name="LastFrameAt">When its last frame arrived; null where none did.</param>
    /// <param name="Streamed">For how long frames came.</param>
    public sealed record Disconnected(IngestEnd End, DateTimeOffset? LastFrameAt, TimeSpan Streamed) : IngestMessage;
}
