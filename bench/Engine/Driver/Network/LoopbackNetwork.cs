using Fresnel.LocalCluster.Processes;

namespace Fresnel.Engine.Driver.Network;

/// <summary>All members on 127.0.0.1, each on a port of its own.</summary>
internal sealed class LoopbackNetwork : IClusterNetwork
{
    private const string Reason = "members on loopback cannot be cut off: use network namespaces, which need root";

    private readonly HashSet<int> taken = [];

    /// <inheritdoc />
    public bool CanCut => false;

    /// <inheritdoc />
    public Task<NetworkPlace> AddAsync(string member)
    {
        int port;
        do port = FreePort.Find();
        while (!taken.Add(port));
        return Task.FromResult(new NetworkPlace("127.0.0.1", port, []));
    }

    /// <inheritdoc />
    public Task CutAsync(string member) => throw new NotSupportedException(Reason);

    /// <inheritdoc />
    public Task MendAsync(string member) => throw new NotSupportedException(Reason);

    /// <inheritdoc />
    public Task RefuseAsync(IReadOnlyList<string> members) => throw new NotSupportedException(Reason);

    /// <inheritdoc />
    public Task AcceptAsync(IReadOnlyList<string> members) => throw new NotSupportedException(Reason);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
