using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fresnel.Messages.Wire;

/// <summary>Writes a named message in a property of type <see cref="object"/>: <c>{"type": "camera.enable/1", "body": {…}}</c>.</summary>
internal sealed class WireObjectConverter(WireCodec codec) : JsonConverter<object>
{
    /// <inheritdoc />
    public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("type", out var type)
            || !root.TryGetProperty("body", out var body)
            || !TryParseManifest(type.GetString(), out var name, out var version)) throw new JsonException("A nested message is {\"type\": \"name/version\", \"body\": {…}}.");
        return codec.Decode(new WireData(name, version, JsonSerializer.SerializeToUtf8Bytes(body, options)));
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var wire = codec.Find(value);
        writer.WriteStartObject();
        writer.WriteString("type"u8, wire.Manifest);
        writer.WritePropertyName("body"u8);
        JsonSerializer.Serialize(writer, value, wire.Type, options);
        writer.WriteEndObject();
    }

    /// <summary>Reads <c>name/version</c>.</summary>
    internal static bool TryParseManifest(string? manifest, out string name, out int version)
    {
        (name, version) = ("", 0);
        var slash = manifest?.LastIndexOf('/') ?? -1;
        if (slash <= 0 || !int.TryParse(manifest.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out version)) return false;
        name = manifest![..slash];
        return true;
    }
}
