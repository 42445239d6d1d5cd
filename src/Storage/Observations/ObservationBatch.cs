using Fresnel.Messages;
using Fresnel.Messages.Observations;

namespace Fresnel.Storage.Observations;

/// <summary>What is written in one transaction.</summary>
/// <param name="Observations">The observations.</param>
/// <param name="Marks">The newest mark of each entity; an older one than is kept changes nothing.</param>
public sealed record ObservationBatch(IReadOnlyList<Observation> Observations, IReadOnlyList<SeenMark> Marks);

/// <summary>A frame of the entity was seen.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Epoch">The owner's epoch.</param>
/// <param name="At">When the frame was read, wall clock.</param>
public sealed record SeenMark(EntityId Entity, long Epoch, DateTimeOffset At);
