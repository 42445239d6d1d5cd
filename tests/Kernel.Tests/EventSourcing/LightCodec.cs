using System.Text.Json;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Kernel.Tests.EventSourcing;

/// <summary>Writes the lamp's messages under the names of their types.</summary>
public sealed class LightCodec : IMessageCodec
{
    private static readonly Dictionary<string, Type> Types = new Type[]
    {
        typeof(LightState), typeof(LightCount), typeof(LightEvents.SwitchedOn), typeof(LightEvents.SwitchedOff), typeof(LightEvents.Blinked),
        typeof(LightEvents.Wired),
    }.ToDictionary(type => $"light.{type.Name}");

    public EncodedMessage Encode(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var name = $"light.{message.GetType().Name}";
        if (!Types.ContainsKey(name)) throw new UnknownMessageException(name, 1);
        return new(name, 1, JsonSerializer.SerializeToUtf8Bytes(message, message.GetType()));
    }

    public object Decode(in EncodedMessage message) => Types.TryGetValue(message.Type, out var type) && message.Version == 1
        ? JsonSerializer.Deserialize(message.Data.Span, type)!
        : throw new UnknownMessageException(message.Type, message.Version);
}
