using Fresnel.Storage.Events;

namespace Fresnel.Storage.Projections;

/// <summary>How far a projection has come.</summary>
/// <param name="Version">The version that wrote the documents.</param>
/// <param name="Cursor">The last event folded in.</param>
public sealed record ProjectionState(int Version, EventCursor Cursor);
