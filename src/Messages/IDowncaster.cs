using System.Text.Json.Nodes;

namespace Fresnel.Messages;

/// <summary>
/// Brings the JSON of one version of a message to the shape of the version before, for members that cannot read the newer one.
/// Pure. Has a constructor without parameters, and is found beside the messages by the codec.
/// Needed only where <see cref="Wire.WireCodec.WithCeilings"/> asks for the older version.
/// </summary>
public interface IDowncaster
{
    /// <summary>The wire name.</summary>
    string Name { get; }

    /// <summary>The version it reads, from 2; it writes the one before.</summary>
    int FromVersion { get; }

    /// <summary>Returns the JSON in the shape of version <see cref="FromVersion"/> − 1; may change and return its argument.</summary>
    JsonNode Downcast(JsonNode message);
}
