using Fresnel.Messages.Wire;

namespace Fresnel.Messages.Tests.Wire;

/// <summary>The assemblies whose messages are written to the journal and the wire; one that is added has its golden files here too.</summary>
internal static class WireAssemblies
{
    public static WireCodec Codec { get; } = new(typeof(EntityId).Assembly);
}
