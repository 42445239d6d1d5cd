namespace Fresnel.Clustering.Hosting;

/// <summary>
/// A running entity as its host sees it. The host calls <see cref="HandleAsync"/> for one message at a time, and not
/// after <see cref="StopAsync"/>.
/// </summary>
public interface IHostedEntity
{
    /// <summary>Handles a command or a query. Completes when the command's effect and its reply are in the journal.</summary>
    /// <returns>The reply.</returns>
    /// <exception cref="EntityFencedException">The journal has a newer owner of the shard.</exception>
    ValueTask<object> HandleAsync(EntityRequest request, CancellationToken cancellationToken);

    /// <summary>Whether it has something to do by itself now, and must neither be passivated nor stay stopped.</summary>
    bool MustRun { get; }

    /// <summary>Completes when it has ended by itself or by <see cref="StopAsync"/>: null in good order, else the fault. Never faults.</summary>
    Task<Exception?> Ended { get; }

    /// <summary>Stops it: after what it has accepted (drain), or at once. Completes when it has stopped.</summary>
    ValueTask StopAsync(bool drain);
}
