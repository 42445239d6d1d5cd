namespace Fresnel.Media.Ingest;

/// <summary>What an ingest does with a new frame when its queue is full.</summary>
public enum OverflowPolicy
{
    /// <summary>ffmpeg waits: no frame is lost.</summary>
    Wait,

    /// <summary>The oldest waiting frame makes room, and is counted.</summary>
    DropOldest,
}
