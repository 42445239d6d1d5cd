using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;

namespace Fresnel.Journal.Codec;

/// <summary>
/// Writes messages as JSON under their <see cref="WireNameAttribute"/>, and reads every version back: older ones pass
/// the <see cref="IUpcaster"/>s found beside the messages. The kernel's own replies are understood too. Thread-safe.
/// </summary>
public sealed class WireCodec : IMessageCodec
{
    private readonly FrozenDictionary<Type, WireType> byType;
    private readonly FrozenDictionary<string, WireType> byName;
    private readonly FrozenDictionary<(string Name, int FromVersion), IUpcaster> upcasters;

    /// <summary>Creates a codec of all named messages and upcasters of some assemblies.</summary>
    /// <exception cref="InvalidOperationException">A name is used twice, or an upcaster is missing or superfluous.</exception>
    public WireCodec(params ReadOnlySpan<Assembly> assemblies)
    {
        var types = new Dictionary<string, WireType>();
        var steps = new Dictionary<(string, int), IUpcaster>();
        foreach (var assembly in assemblies)
        {
            foreach (var type in assembly.GetTypes())
            {
                if (type.GetCustomAttribute<WireNameAttribute>() is { } wire) Add(types, type, wire);
                if (type is { IsClass: true, IsAbstract: false } && typeof(IUpcaster).IsAssignableFrom(type)) Add(steps, type);
            }
        }

        CheckChains(types, steps);
        byName = types.ToFrozenDictionary();
        byType = types.Values.ToFrozenDictionary(wire => wire.Type);
        upcasters = steps.ToFrozenDictionary();
    }

    /// <summary>Every message this codec knows, by name.</summary>
    public IEnumerable<WireType> Types => byName.Values.OrderBy(wire => wire.Name, StringComparer.Ordinal);

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The message has no wire name.</exception>
    public EncodedMessage Encode(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (byType.TryGetValue(message.GetType(), out var wire))
            return new EncodedMessage(wire.Name, wire.Version, JsonSerializer.SerializeToUtf8Bytes(message, wire.Json));
        return KernelMessages.TryEncode(message, out var encoded)
            ? encoded
            : throw new ArgumentException($"{message.GetType()} has no wire name in the assemblies of this codec.", nameof(message));
    }

    /// <inheritdoc />
    /// <exception cref="JsonException">The JSON is not of the message's shape.</exception>
    public object Decode(in EncodedMessage message)
    {
        if (!byName.TryGetValue(message.Type, out var wire))
            return KernelMessages.Decode(message) ?? throw new UnknownMessageException(message.Type, message.Version);
        if (message.Version < 1 || message.Version > wire.Version) throw new UnknownMessageException(message.Type, message.Version);
        var decoded = message.Version == wire.Version
            ? JsonSerializer.Deserialize(message.Data.Span, wire.Json)
            : JsonSerializer.Deserialize(Upcast(message, wire), wire.Json);
        return decoded ?? throw new JsonException($"Message '{message.Type}' version {message.Version} is null.");
    }

    private static void Add(Dictionary<string, WireType> types, Type type, WireNameAttribute wire)
    {
        if (wire.Version < 1) throw new InvalidOperationException($"{type} has version {wire.Version}: versions start at 1.");
        if (!types.TryAdd(wire.Name, new WireType(wire.Name, wire.Version, type, WireJson.Options.GetTypeInfo(type))))
            throw new InvalidOperationException($"The wire name '{wire.Name}' is used by {types[wire.Name].Type} and by {type}.");
    }

    private static void Add(Dictionary<(string, int), IUpcaster> steps, Type type)
    {
        var upcaster = (IUpcaster)Activator.CreateInstance(type)!;
        if (!steps.TryAdd((upcaster.Name, upcaster.FromVersion), upcaster))
            throw new InvalidOperationException($"'{upcaster.Name}' version {upcaster.FromVersion} has two upcasters; one is {type}.");
    }

    private static void CheckChains(Dictionary<string, WireType> types, Dictionary<(string Name, int FromVersion), IUpcaster> steps)
    {
        foreach (var wire in types.Values)
        {
            for (var version = 1; version < wire.Version; version++)
            {
                if (!steps.ContainsKey((wire.Name, version)))
                    throw new InvalidOperationException($"'{wire.Name}' has version {wire.Version} and no upcaster from version {version}.");
            }
        }

        foreach (var (name, from) in steps.Keys)
        {
            if (!types.TryGetValue(name, out var wire) || from >= wire.Version)
                throw new InvalidOperationException($"The upcaster of '{name}' from version {from} leads to no known version.");
        }
    }

    private JsonNode Upcast(in EncodedMessage message, WireType wire)
    {
        var node = JsonNode.Parse(message.Data.Span) ?? throw new JsonException($"Message '{message.Type}' version {message.Version} is null.");
        for (var version = message.Version; version < wire.Version; version++) node = upcasters[(wire.Name, version)].Upcast(node);
        return node;
    }
}
