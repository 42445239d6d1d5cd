using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fresnel.Service.Api;

/// <summary>How the API reads and writes JSON: camel case, enums as camel-case words, as in the journal, unknown members refused.</summary>
public static class ApiJson
{
    /// <summary>The options; never changed after the start.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>The same in ASCII only, as header fields must be.</summary>
    public static JsonSerializerOptions HeaderOptions { get; } = new(Options) { Encoder = JavaScriptEncoder.Default };

    /// <summary>For the answers of other members, whose build may be newer: what is not known is passed over.</summary>
    public static JsonSerializerOptions TolerantOptions { get; } = new(Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>Applies the conventions to options.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 16;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // read by people, too; never part of an HTML page
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }
}
