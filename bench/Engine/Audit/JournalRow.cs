namespace Fresnel.Engine.Audit;

/// <summary>A row of the journal's table, as it is stored.</summary>
/// <param name="Ordering">Its place in the order of writing.</param>
/// <param name="PersistenceId">The entity: <c>counter/c7</c>.</param>
/// <param name="Sequence">Its number in the entity's history, from 1.</param>
/// <param name="Manifest">The event's wire name and version: <c>counter.added/1</c>.</param>
/// <param name="Identifier">The serializer that wrote it.</param>
/// <param name="Message">The JSON.</param>
internal sealed record JournalRow(
    long Ordering, string PersistenceId, long Sequence, string Manifest, int Identifier, ReadOnlyMemory<byte> Message);
