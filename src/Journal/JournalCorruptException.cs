using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;

namespace Fresnel.Journal;

/// <summary>An event is not what was written: a wrong checksum, or a gap in a stream.</summary>
/// <param name="stream">The stream.</param>
/// <param name="seq">The sequence number of the event that is wrong or missing.</param>
/// <param name="what">What is wrong with it: <c>is missing</c>.</param>
public sealed class JournalCorruptException(StreamKey stream, long seq, string what)
    : StoreDamagedException($"Event {seq} of {stream} {what}. The journal is damaged: restore it from a backup.")
{
    /// <summary>The stream.</summary>
    public StreamKey Stream { get; } = stream;

    /// <summary>The sequence number of the event that is wrong or missing.</summary>
    public long Seq { get; } = seq;
}
