namespace Fresnel.Messages.Wire;

/// <summary>A message as it is written: its wire name and version, never its CLR name, and its JSON.</summary>
/// <param name="Name">The wire name: <c>camera.enabled</c>.</param>
/// <param name="Version">The version of the shape, from 1.</param>
/// <param name="Json">UTF-8 JSON.</param>
public readonly record struct WireData(string Name, int Version, ReadOnlyMemory<byte> Json);
