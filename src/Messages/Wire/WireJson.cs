using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fresnel.Messages.Wire;

/// <summary>How messages and documents are written as JSON: camelCase, enums by name, ids as <c>kind/name</c>.</summary>
public static class WireJson
{
    /// <summary>The options; read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // A missing or null value where the shape demands one is damage or a forgotten version, never a default.
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
                new EntityIdConverter(),
                new RectangleConverter(),
            },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
