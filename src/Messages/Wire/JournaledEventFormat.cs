using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Fresnel.Messages.Entities;

namespace Fresnel.Messages.Wire;

/// <summary>
/// The JSON of a <see cref="JournaledEvent"/>: that of its event with the meta as the last property, <c>_</c>. It is put there by
/// replacing the closing brace, so that the event is written once and never parsed.
/// </summary>
internal static class JournaledEventFormat
{
    /// <summary>The property that holds the meta; no event may have one of that name.</summary>
    internal const string MetaProperty = "_";

    /// <summary>Checks that an event can carry a meta.</summary>
    /// <exception cref="InvalidOperationException">
    /// It has a property <c>_</c>, takes properties it does not declare, or is no object.
    /// </exception>
    internal static void Check(WireShape shape)
    {
        if (shape.Json.Kind != JsonTypeInfoKind.Object) throw NoObject(shape);
        foreach (var property in shape.Json.Properties)
        {
            if (property.Name != MetaProperty && !property.IsExtensionData) continue;
            throw new InvalidOperationException(
                $"{shape.Wire.Type} has the property '{property.Name}', which would take the event's meta '{MetaProperty}'.");
        }
    }

    /// <summary>Writes an event and its meta.</summary>
    internal static void Write(WireBuffer buffer, WireShape shape, JournaledEvent journaled, JsonTypeInfo meta)
    {
        var writer = buffer.Writer;
        shape.Write(writer, journaled.Event);
        writer.Flush();
        if (buffer.Written is not [.., (byte)'}']) throw NoObject(shape);
        buffer.DropLast();
        buffer.Append(buffer.Written is [.., (byte)'{'] ? "\"_\":"u8 : ",\"_\":"u8);
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, journaled.Meta, meta);
        writer.Flush();
        buffer.Append("}"u8);
    }

    /// <summary>Reads the meta of an event's JSON.</summary>
    /// <exception cref="JsonException">There is none, or the JSON is not an object.</exception>
    internal static EventMeta ReadMeta(ReadOnlySpan<byte> json, JsonTypeInfo<EventMeta> meta)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("An event is a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("_"u8))
            {
                reader.Read();
                return JsonSerializer.Deserialize(ref reader, meta) ?? throw Missing();
            }

            reader.Skip();
        }

        throw Missing();
    }

    /// <summary>Takes the meta out of an event's JSON, for what knows nothing of it.</summary>
    internal static void RemoveMeta(JsonNode json)
    {
        if (json is JsonObject properties) properties.Remove(MetaProperty);
    }

    private static InvalidOperationException NoObject(WireShape shape) => new($"{shape.Wire.Type} is not written as a JSON object.");

    private static JsonException Missing() => new($"The event has no meta '{MetaProperty}'.");
}
