using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Audit;

/// <summary>A row of the journal, read.</summary>
/// <param name="Ordering">Its place in the order of writing.</param>
/// <param name="Sequence">Its number in the entity's history.</param>
/// <param name="Event">The event.</param>
/// <param name="Meta">Its cause.</param>
internal sealed record EntityRow(long Ordering, long Sequence, IEntityEvent Event, EventMeta Meta);
