using Fresnel.Messages;
using Fresnel.Messages.Observations;

namespace Fresnel.Storage.Observations;

/// <summary>Takes observations without waiting, and writes them in batches soon after.</summary>
public interface IObservationWriter
{
    /// <summary>Queues an observation, and marks its entity as seen at its time. Where the queue is full the oldest goes, and is counted.</summary>
    void Write(Observation observation);

    /// <summary>Notes that a frame of the entity was seen, analysed or not; only the newest mark is kept.</summary>
    void Mark(EntityId entity, long epoch, DateTimeOffset at);

    /// <summary>The observations dropped so far because the store did not keep up or could not write.</summary>
    long Dropped { get; }

    /// <summary>Completes when everything taken before has been written or counted as dropped.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}
