using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fresnel.Messages.Wire;

/// <summary>How one message is written and read under the options of one codec.</summary>
internal sealed class WireShape(WireType wire, int writtenVersion, IReadOnlyList<IDowncaster> downcasters, JsonSerializerOptions options)
{
    private JsonTypeInfo? json;

    /// <summary>The message's name, newest version and type.</summary>
    internal WireType Wire { get; } = wire;

    /// <summary>The version that is written: the newest one, or the ceiling.</summary>
    internal int WrittenVersion { get; } = writtenVersion;

    /// <summary>The manifest of the version that is written.</summary>
    internal string WrittenManifest { get; } = writtenVersion == wire.Version ? wire.Manifest : $"{wire.Name}/{writtenVersion}";

    /// <summary>The JSON contract of the newest version; made at the first use, since making all would delay the start.</summary>
    internal JsonTypeInfo Json => json ??= options.GetTypeInfo(Wire.Type);

    /// <summary>Writes the message's JSON.</summary>
    internal void Write(Utf8JsonWriter writer, object message)
    {
        if (downcasters.Count == 0)
        {
            JsonSerializer.Serialize(writer, message, Json);
            return;
        }

        var node = JsonSerializer.SerializeToNode(message, Json)!;
        foreach (var step in downcasters) node = step.Downcast(node);
        node.WriteTo(writer, options);
    }
}
