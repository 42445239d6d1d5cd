using Fresnel.Messages;
using Fresnel.Messages.Observations;

namespace Fresnel.Storage.Observations;

/// <summary>
/// Keeps what was seen, frame by frame, for a while. Readers do not see what a later epoch superseded: an observation
/// of one epoch at or after the first observation of a later epoch.
/// </summary>
public interface IObservationStore : IAsyncDisposable
{
    /// <summary>Writes a batch in one transaction. An observation written twice is kept once.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot write; nothing of the batch was kept.</exception>
    ValueTask WriteAsync(ObservationBatch batch, CancellationToken cancellationToken);

    /// <summary>Observations of one entity in a range of time.</summary>
    ValueTask<IReadOnlyList<Observation>> ReadAsync(ObservationQuery query, CancellationToken cancellationToken);

    /// <summary>The newest observation of an entity, or null.</summary>
    ValueTask<Observation?> FindLatestAsync(EntityId entity, CancellationToken cancellationToken);

    /// <summary>When a frame of the entity was last known to be seen, or null. Survives a crash, less about a second.</summary>
    ValueTask<SeenMark?> FindMarkAsync(EntityId entity, CancellationToken cancellationToken);

    /// <summary>Deletes what is older, a few thousand a transaction.</summary>
    /// <returns>The number of observations deleted.</returns>
    ValueTask<long> DeleteBeforeAsync(DateTimeOffset horizon, CancellationToken cancellationToken);
}
