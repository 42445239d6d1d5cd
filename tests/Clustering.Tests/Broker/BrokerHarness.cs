using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.Tests.Broker;

/// <summary>A broker under test, and what a test may do to it from outside.</summary>
public abstract class BrokerHarness : IAsyncDisposable
{
    public abstract IBroker Broker { get; }

    /// <summary>The clock that nodes on this broker use.</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>Lets time pass for the broker.</summary>
    public abstract Task PassAsync(TimeSpan span);

    /// <summary>Ends the connections of a name as a kill of their process would.</summary>
    public abstract Task SeverAsync(string connection);

    /// <summary>Puts the broker into an alarm, or out of it.</summary>
    public abstract Task BlockAsync(bool blocked);

    public abstract ValueTask DisposeAsync();
}
