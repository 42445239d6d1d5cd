namespace Fresnel.Media.Ingest;

/// <summary>Kinds of end of an ingest.</summary>
public enum IngestEndReason
{
    /// <summary>The source is at its end (or the frame limit was reached), and every frame was delivered.</summary>
    EndOfStream,

    /// <summary>The caller stopped it.</summary>
    Stopped,

    /// <summary>No new frame came within the limit. ffmpeg was killed.</summary>
    Stalled,

    /// <summary>The source could not be opened or broke off: <see cref="IngestEnd.Error"/> says how.</summary>
    Failed,
}
