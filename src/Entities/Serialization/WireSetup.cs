using Akka.Actor.Setup;
using Fresnel.Messages.Wire;

namespace Fresnel.Entities.Serialization;

/// <summary>Hands the codec to the serializers of one actor system, and counts what they refuse. One instance per system.</summary>
/// <param name="codec">The codec of everything that is sent and journaled.</param>
public sealed class WireSetup(WireCodec codec) : Setup
{
    private long refusals;

    /// <summary>The codec of everything that is sent and journaled.</summary>
    public WireCodec Codec { get; } = codec;

    /// <summary>How often something without a wire name was to be written or read, and was refused. 0 in a sound cluster.</summary>
    public long Refusals => Interlocked.Read(ref refusals);

    /// <summary>Counts a refusal.</summary>
    internal void CountRefusal() => Interlocked.Increment(ref refusals);
}
