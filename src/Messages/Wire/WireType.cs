using Fresnel.Messages.Entities;

namespace Fresnel.Messages.Wire;

/// <summary>A message that is written under a wire name.</summary>
/// <param name="Name">The wire name: <c>camera.enabled</c>.</param>
/// <param name="Version">The newest version: the shape of the type.</param>
/// <param name="Type">The type.</param>
public sealed record WireType(string Name, int Version, Type Type)
{
    /// <summary>Name and version as a manifest: <c>camera.enabled/1</c>.</summary>
    public string Manifest { get; } = $"{Name}/{Version}";

    /// <summary>Whether it is an <see cref="IEntityEvent"/>: journaled with an <see cref="EventMeta"/>.</summary>
    public bool IsEvent { get; } = typeof(IEntityEvent).IsAssignableFrom(Type);
}
