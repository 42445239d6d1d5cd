namespace Fresnel.Kernel.EventSourcing;

/// <summary>Turns messages (events, replies, snapshots of state) into what is written, and back.</summary>
public interface IMessageCodec
{
    /// <summary>Encodes a message in its newest version.</summary>
    EncodedMessage Encode(object message);

    /// <summary>Decodes a message, bringing an older version up to the newest shape.</summary>
    /// <exception cref="UnknownMessageException">The type or version is not known here.</exception>
    object Decode(in EncodedMessage message);
}

/// <summary>A wire name or version that this build does not know; never skipped in silence.</summary>
public sealed class UnknownMessageException(string type, int version)
    : Exception($"Message '{type}' version {version} is not known to this build.")
{
    /// <summary>The wire name.</summary>
    public string Type { get; } = type;

    /// <summary>The version.</summary>
    public int Version { get; } = version;
}
