using System.Text.Json;
using Fresnel.Messages.Wire;
using Fresnel.Storage.Projections;

namespace Fresnel.Cluster.Node.Cameras;

/// <summary>Prefixes of the camera projection's documents.</summary>
internal static class CameraKeys
{
    /// <summary>The prefix of all cameras.</summary>
    public const string Cameras = "camera/";

    /// <summary>The prefix of a camera's episodes, or of all.</summary>
    public static string Episodes(string? camera) => camera is null ? "episode/" : $"episode/{camera}/";

    /// <summary>The prefix of a camera's outages, or of all.</summary>
    public static string Outages(string? camera) => camera is null ? "outage/" : $"outage/{camera}/";

    /// <summary>The prefix of a camera's watches.</summary>
    public static string Watches(string camera) => $"watch/{camera}/";

    /// <summary>Reads a document.</summary>
    public static T Read<T>(ProjectionDocument document)
        where T : class =>
        JsonSerializer.Deserialize<T>(document.Json.Span, WireJson.Options) ?? throw new JsonException($"The document '{document.Key}' is empty.");
}
