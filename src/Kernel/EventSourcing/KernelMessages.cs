using System.Text.Json;

namespace Fresnel.Kernel.EventSourcing;

/// <summary>The few replies that are the kernel's own, on the wire. A codec may use this for the names it does not know.</summary>
public static class KernelMessages
{
    /// <summary>Encodes a <see cref="Refusal"/> or a <see cref="Done"/>.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static EncodedMessage Encode(object message) =>
        TryEncode(message, out var encoded) ? encoded : throw new ArgumentException($"{message?.GetType().Name ?? "null"} is not a message of the kernel.", nameof(message));

    /// <summary>Encodes a <see cref="Refusal"/> or a <see cref="Done"/>; false for anything else.</summary>
    public static bool TryEncode(object message, out EncodedMessage encoded)
    {
        encoded = message switch
        {
            Refusal refusal => new(Refusal.WireName, 1, JsonSerializer.SerializeToUtf8Bytes(refusal, KernelJson.Default.Refusal)),
            Done done => new(Done.WireName, 1, JsonSerializer.SerializeToUtf8Bytes(done, KernelJson.Default.Done)),
            _ => default,
        };
        return encoded.Type is not null;
    }

    /// <summary>Decodes a <see cref="Refusal"/> or a <see cref="Done"/>; null for any other name.</summary>
    public static object? Decode(in EncodedMessage message) => (message.Type, message.Version) switch
    {
        (Refusal.WireName, 1) => JsonSerializer.Deserialize(message.Data.Span, KernelJson.Default.Refusal),
        (Done.WireName, 1) => JsonSerializer.Deserialize(message.Data.Span, KernelJson.Default.Done),
        _ => null,
    };
}
