namespace Fresnel.Kernel.EventSourcing;

/// <summary>Leases in the journal: who may do something that only one should do. Time is the store's own, so that no holder's clock matters.</summary>
public interface ILeaseStore
{
    /// <summary>Takes a lease that is free or over, or renews one's own.</summary>
    /// <param name="name">What it is for: <c>lighthouse</c>.</param>
    /// <param name="holder">Who asks; an incarnation.</param>
    /// <param name="length">For how long it holds from now on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The lease as it is afterwards: the caller's, or another's.</returns>
    ValueTask<LeaseRecord> TakeLeaseAsync(string name, string holder, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>Gives one's own lease up; another's is left alone.</summary>
    ValueTask ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken);

    /// <summary>The lease, or null where nobody ever took it.</summary>
    ValueTask<LeaseRecord?> FindLeaseAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A lease.</summary>
/// <param name="Holder">Who holds it, or held it last.</param>
/// <param name="Epoch">Grows by one with each change of holder.</param>
/// <param name="Until">When it ends, by the store's clock.</param>
/// <param name="Held">Whether it held when it was read.</param>
public sealed record LeaseRecord(string Holder, long Epoch, DateTimeOffset Until, bool Held);
