using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Events;

/// <summary>Where a stream stands.</summary>
/// <param name="Stream">The entity.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="Seq">The sequence number of its last event; 0 where it only answered commands.</param>
/// <param name="Status">The status its last append that named one left; null where none did.</param>
public sealed record StreamHead(StreamKey Stream, int Shard, long Seq, string? Status);
