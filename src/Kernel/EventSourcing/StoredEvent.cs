namespace Fresnel.Kernel.EventSourcing;

/// <summary>An event as read back from its stream.</summary>
/// <param name="Stream">The entity.</param>
/// <param name="Seq">Its number in the stream, from 1 without gaps.</param>
/// <param name="Epoch">The epoch of the owner that wrote it; never decreases in a stream.</param>
/// <param name="Message">The event.</param>
/// <param name="Meta">UTF-8 JSON about the cause.</param>
/// <param name="At">When it was decided.</param>
public sealed record StoredEvent(
    StreamKey Stream,
    long Seq,
    long Epoch,
    EncodedMessage Message,
    ReadOnlyMemory<byte> Meta,
    DateTimeOffset At);

/// <summary>A state as of one sequence number; may be deleted at any time.</summary>
/// <param name="Seq">The last event folded into it.</param>
/// <param name="State">The state.</param>
public sealed record StoredSnapshot(long Seq, EncodedMessage State);
