using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fresnel.Messages.Wire;

/// <summary>
/// Writes messages as JSON under their <see cref="WireNameAttribute"/>, and reads every version back: older ones pass
/// the <see cref="IUpcaster"/>s found beside the messages. A property of type <see cref="object"/> holds any named message, as
/// <c>{"type": "name/version", "body": {…}}</c>. Thread-safe.
/// </summary>
public sealed class WireCodec
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
        Options = new JsonSerializerOptions(WireJson.Options) { Converters = { new WireObjectConverter(this) } };
        Options.MakeReadOnly(populateMissingResolver: true);
        byName = types.ToFrozenDictionary();
        byType = types.Values.ToFrozenDictionary(wire => wire.Type);
        upcasters = steps.ToFrozenDictionary();
    }

    /// <summary>The JSON options under which messages are written; read-only.</summary>
    public JsonSerializerOptions Options { get; }

    /// <summary>Every message this codec knows, by name.</summary>
    public IEnumerable<WireType> Types => byName.Values.OrderBy(wire => wire.Name, StringComparer.Ordinal);

    /// <summary>Encodes a message in its newest version.</summary>
    /// <exception cref="ArgumentException">The message has no wire name.</exception>
    public WireData Encode(object message)
    {
        var wire = Find(message);
        return new WireData(wire.Name, wire.Version, JsonSerializer.SerializeToUtf8Bytes(message, wire.Type, Options));
    }

    /// <summary>The wire type of a message.</summary>
    /// <exception cref="ArgumentException">The message has no wire name.</exception>
    public WireType Find(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return byType.TryGetValue(message.GetType(), out var wire)
            ? wire
            : throw new ArgumentException($"{message.GetType()} has no wire name in the assemblies of this codec.", nameof(message));
    }

    /// <summary>The wire type of a name, or null.</summary>
    public WireType? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Decodes a message, bringing an older version up to the newest shape.</summary>
    /// <exception cref="UnknownWireNameException">The name or version is not known here.</exception>
    /// <exception cref="JsonException">The JSON is not of the message's shape.</exception>
    public object Decode(in WireData message)
    {
        if (!byName.TryGetValue(message.Name, out var wire) || message.Version < 1 || message.Version > wire.Version)
            throw new UnknownWireNameException(message.Name, message.Version);
        var decoded = message.Version == wire.Version
            ? JsonSerializer.Deserialize(message.Json.Span, wire.Type, Options)
            : JsonSerializer.Deserialize(Upcast(message, wire), wire.Type, Options);
        return decoded ?? throw new JsonException($"Message '{message.Name}' version {message.Version} is null.");
    }

    private static void Add(Dictionary<string, WireType> types, Type type, WireNameAttribute wire)
    {
        if (wire.Version < 1) throw new InvalidOperationException($"{type} has version {wire.Version}: versions start at 1.");
        if (!types.TryAdd(wire.Name, new WireType(wire.Name, wire.Version, type)))
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

    private JsonNode Upcast(in WireData message, WireType wire)
    {
        var node = JsonNode.Parse(message.Json.Span) ?? throw new JsonException($"Message '{message.Name}' version {message.Version} is null.");
        for (var version = message.Version; version < wire.Version; version++) node = upcasters[(wire.Name, version)].Upcast(node);
        return node;
    }
}
