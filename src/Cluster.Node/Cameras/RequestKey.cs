using System.Security.Cryptography;
using System.Text.Json;
using Fresnel.Cluster.Node.Api.Contracts;

namespace Fresnel.Cluster.Node.Cameras;

/// <summary>
/// The id that a caller's <c>Idempotency-Key</c> gives a request with a body. The body is part of it: the same key over
/// another body is another request, and not the answer of the first. Passwords are not: their digest would be in the journal.
/// </summary>
internal static class RequestKey
{
    /// <summary>Of a request to create; null without a key.</summary>
    public static string? Of(string? key, CreateCamera request) =>
        key is null ? null : With(key, JsonSerializer.SerializeToUtf8Bytes(request with { Settings = Public(request.Settings) }));

    /// <summary>Of a request to change; null without a key.</summary>
    public static string? Of(string? key, CameraSettingsInput input, bool merge, long? expectedVersion) =>
        key is null ? null : With(key, JsonSerializer.SerializeToUtf8Bytes((object[])[Public(input), merge, expectedVersion ?? 0]));

    private static CameraSettingsInput Public(CameraSettingsInput input) =>
        input with { User = null, Password = null, Source = input.Source is { } source ? SourceText.Split(source).Address : null };

    private static string With(string key, byte[] body) => $"{key}:{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}";
}
