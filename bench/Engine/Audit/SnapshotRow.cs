namespace Fresnel.Engine.Audit;

/// <summary>A row of the snapshots' table, as it is stored.</summary>
/// <param name="PersistenceId">The entity: <c>counter/c7</c>.</param>
/// <param name="Sequence">The number of the last event that is in it.</param>
/// <param name="Manifest">The wire name and version of the snapshot: <c>entity.snapshot/1</c>.</param>
/// <param name="Data">The JSON.</param>
internal sealed record SnapshotRow(string PersistenceId, long Sequence, string Manifest, ReadOnlyMemory<byte> Data);
