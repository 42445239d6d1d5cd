using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.InProcess;

/// <summary>A broker inside this process: the embedded default. It keeps nothing on disk; what must survive is in the journal.</summary>
public sealed class InProcessBroker(TimeProvider time) : IBroker
{
    /// <inheritdoc />
    public ValueTask<IBrokerConnection> ConnectAsync(string name, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{time}");
}
