using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fresnel.Messages.Wire;

/// <summary>An entity id as <c>"camera/front-door"</c>, also as the key of an object.</summary>
internal sealed class EntityIdConverter : JsonConverter<EntityId>
{
    /// <inheritdoc />
    public override EntityId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EntityId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException($"An entity id is kind/name, each {EntityId.Allowed}.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, EntityId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    /// <inheritdoc />
    public override EntityId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc />
    public override void WriteAsPropertyName(Utf8JsonWriter writer, EntityId value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString());
}
