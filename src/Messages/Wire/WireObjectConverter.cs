using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fresnel.Messages.Wire;

/// <summary>Writes a named message in a property of type <see cref="object"/>: <c>{"type": "camera.enable/1", "body": {…}}</c>.</summary>
internal sealed class WireObjectConverter(WireCodec codec) : JsonConverter<object>
{
    /// <inheritdoc />
    public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (TryReadNewest(ref reader, out var message)) return message;
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("type", out var type)
            || !root.TryGetProperty("body", out var body)
            || type.ValueKind != JsonValueKind.String
            || !WireManifest.TryParse(type.GetString(), out var name, out var version))
        {
            throw new JsonException("A nested message is {\"type\": \"name/version\", \"body\": {…}}.");
        }

        return codec.Decode(new WireData(name, version, JsonSerializer.SerializeToUtf8Bytes(body, options)));
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var shape = codec.ShapeOf(value);
        writer.WriteStartObject();
        writer.WriteString("type"u8, shape.WrittenManifest);
        writer.WritePropertyName("body"u8);
        shape.Write(writer, value);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Reads a message of the newest version, in the order in which this class writes, without a copy. Moves the reader only then.
    /// </summary>
    private bool TryReadNewest(ref Utf8JsonReader reader, out object message)
    {
        message = "";
        var ahead = reader;
        if (ahead.TokenType != JsonTokenType.StartObject
            || !ahead.Read() || ahead.TokenType != JsonTokenType.PropertyName || !ahead.ValueTextEquals("type"u8)
            || !ahead.Read() || ahead.TokenType != JsonTokenType.String || codec.ShapeOfManifest(ahead.GetString()!) is not { } shape
            || !ahead.Read() || ahead.TokenType != JsonTokenType.PropertyName || !ahead.ValueTextEquals("body"u8)
            || !ahead.Read() || JsonSerializer.Deserialize(ref ahead, shape.Json) is not { } body
            || !ahead.Read() || ahead.TokenType != JsonTokenType.EndObject) return false;
        reader = ahead;
        message = body;
        return true;
    }
}
