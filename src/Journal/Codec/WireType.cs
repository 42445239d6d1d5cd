using System.Text.Json.Serialization.Metadata;

namespace Fresnel.Journal.Codec;

/// <summary>A message that is written under a wire name.</summary>
/// <param name="Name">The wire name: <c>camera.enabled</c>.</param>
/// <param name="Version">The newest version: the shape of the type.</param>
/// <param name="Type">The type.</param>
/// <param name="Json">How it is written.</param>
public sealed record WireType(string Name, int Version, Type Type, JsonTypeInfo Json);
