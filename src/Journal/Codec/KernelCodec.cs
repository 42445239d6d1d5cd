using System.Text.Json;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages.Wire;

namespace Fresnel.Journal.Codec;

/// <summary>The codec of messages as the kernel asks for it. The kernel's own replies are understood too. Thread-safe.</summary>
/// <param name="wire">The codec of everything else.</param>
public sealed class KernelCodec(WireCodec wire) : IMessageCodec
{
    /// <inheritdoc />
    /// <exception cref="ArgumentException">The message has no wire name.</exception>
    public EncodedMessage Encode(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (KernelMessages.TryEncode(message, out var own)) return own;
        var (name, version, json) = wire.Encode(message);
        return new EncodedMessage(name, version, json);
    }

    /// <inheritdoc />
    /// <exception cref="JsonException">The JSON is not of the message's shape.</exception>
    public object Decode(in EncodedMessage message)
    {
        if (wire.Find(message.Type) is null) return KernelMessages.Decode(message) ?? throw new UnknownMessageException(message.Type, message.Version);
        try
        {
            return wire.Decode(new WireData(message.Type, message.Version, message.Data));
        }
        catch (UnknownWireNameException unknown)
        {
            throw new UnknownMessageException(unknown.Name, unknown.Version);
        }
    }
}
