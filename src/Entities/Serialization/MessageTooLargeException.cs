namespace Fresnel.Entities.Serialization;

/// <summary>A command or query is larger than may travel. Nothing was sent.</summary>
public sealed class MessageTooLargeException(string manifest, int size, int limit)
    : WireFormatException(manifest, $"has {size:N0} bytes of JSON; at most {limit:N0} may be sent.")
{
    /// <summary>Its size in bytes of JSON.</summary>
    public int Size { get; } = size;

    /// <summary>The largest size allowed, in bytes of JSON.</summary>
    public int Limit { get; } = limit;
}
