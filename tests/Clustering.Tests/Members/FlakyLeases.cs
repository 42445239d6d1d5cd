using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Clustering.Tests.Members;

/// <summary>A journal's leases, as seen over a line that can be cut.</summary>
public sealed class FlakyLeases(ILeaseStore inner) : ILeaseStore
{
    private volatile bool cut;

    public bool Cut
    {
        get => cut;
        set => cut = value;
    }

    public ValueTask<LeaseRecord> TakeLeaseAsync(string name, string holder, TimeSpan length, CancellationToken cancellationToken) =>
        Reached().TakeLeaseAsync(name, holder, length, cancellationToken);

    public ValueTask ReleaseLeaseAsync(string name, string holder, CancellationToken cancellationToken) =>
        Reached().ReleaseLeaseAsync(name, holder, cancellationToken);

    public ValueTask<LeaseRecord?> FindLeaseAsync(string name, CancellationToken cancellationToken) =>
        Reached().FindLeaseAsync(name, cancellationToken);

    private ILeaseStore Reached() => cut ? throw new IOException("The line is cut.") : inner;
}
