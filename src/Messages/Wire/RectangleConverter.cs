using System.Drawing;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fresnel.Messages.Wire;

/// <summary>A rectangle as <c>[left, top, width, height]</c>.</summary>
internal sealed class RectangleConverter : JsonConverter<RectangleF>
{
    /// <inheritdoc />
    public override RectangleF Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<float> values = stackalloc float[4];
        if (reader.TokenType != JsonTokenType.StartArray) throw Malformed();
        foreach (ref var value in values)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number) throw Malformed();
            value = reader.GetSingle();
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw Malformed();
        return new RectangleF(values[0], values[1], values[2], values[3]);
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, RectangleF value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.X);
        writer.WriteNumberValue(value.Y);
        writer.WriteNumberValue(value.Width);
        writer.WriteNumberValue(value.Height);
        writer.WriteEndArray();
    }

    private static JsonException Malformed() => new("A rectangle is [left, top, width, height].");
}
