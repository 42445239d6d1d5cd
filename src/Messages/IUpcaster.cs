using System.Text.Json.Nodes;

namespace Fresnel.Messages;

/// <summary>
/// Brings the JSON of one version of a message to the shape of the next. Pure. Has a constructor without parameters,
/// and is found beside the messages by the codec.
/// </summary>
public interface IUpcaster
{
    /// <summary>The wire name.</summary>
    string Name { get; }

    /// <summary>The version it reads; it writes the next one.</summary>
    int FromVersion { get; }

    /// <summary>Returns the JSON in the shape of version <see cref="FromVersion"/> + 1; may change and return its argument.</summary>
    JsonNode Upcast(JsonNode message);
}
