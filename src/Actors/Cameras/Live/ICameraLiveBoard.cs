using System.Diagnostics.CodeAnalysis;

namespace Fresnel.Actors.Cameras.Live;

/// <summary>The cameras that run on this node.</summary>
public interface ICameraLiveBoard
{
    /// <summary>Those running now, by name.</summary>
    IReadOnlyCollection<ICameraLive> All { get; }

    /// <summary>One of them.</summary>
    bool TryGet(string name, [NotNullWhen(true)] out ICameraLive? live);
}
