using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Fresnel.Actors.Cameras.Live;

/// <summary>The cameras that run on this node; their actors enter and leave them.</summary>
public sealed class CameraLiveBoard : ICameraLiveBoard
{
    private readonly ConcurrentDictionary<string, CameraLive> running = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public IReadOnlyCollection<ICameraLive> All => [.. running.Values.OrderBy(live => live.Name, StringComparer.Ordinal)];

    /// <inheritdoc />
    public bool TryGet(string name, [NotNullWhen(true)] out ICameraLive? live)
    {
        live = running.TryGetValue(name, out var found) ? found : null;
        return live is not null;
    }

    internal void Enter(CameraLive live) => running[live.Name] = live;

    internal void Leave(CameraLive live) => running.TryRemove(new KeyValuePair<string, CameraLive>(live.Name, live));
}
