namespace Fresnel.Kernel.EventSourcing;

/// <summary>A message as it is written: its wire name and version, never its CLR name, and its JSON.</summary>
/// <param name="Type">The wire name: <c>camera.enabled</c>.</param>
/// <param name="Version">The version of the shape, from 1.</param>
/// <param name="Data">UTF-8 JSON.</param>
public readonly record struct EncodedMessage(string Type, int Version, ReadOnlyMemory<byte> Data);
