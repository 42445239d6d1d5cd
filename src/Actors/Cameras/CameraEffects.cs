using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages.Cameras;

namespace Fresnel.Actors.Cameras;

/// <summary>What a camera does in the world. Done at least once.</summary>
public static class CameraEffects
{
    /// <summary>Watch with these settings; where it already watches, apply them in place.</summary>
    public sealed record Watch(CameraSettings Settings, long Version) : IEffect;

    /// <summary>Stop watching.</summary>
    public sealed record StopWatching : IEffect;

    /// <summary>Leave the decoder alone until the pause is over.</summary>
    public sealed record Rest(OpenPause Pause) : IEffect;

    /// <summary>Make an episode's clip.</summary>
    public sealed record MakeClip(PendingClip Clip) : IEffect;
}
