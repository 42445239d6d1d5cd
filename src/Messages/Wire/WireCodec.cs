using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Fresnel.Messages.Entities;

namespace Fresnel.Messages.Wire;

/// <summary>
/// Writes messages as JSON under their <see cref="WireNameAttribute"/>, and reads every version back: older ones pass
/// the <see cref="IUpcaster"/>s found beside the messages. A property of type <see cref="object"/> holds any named message, as
/// <c>{"type": "name/version", "body": {…}}</c>. Thread-safe.
/// </summary>
public sealed class WireCodec
{
    private readonly WireRegistry registry;
    private readonly FrozenDictionary<Type, WireShape> byType;
    private readonly FrozenDictionary<string, WireShape> byName;
    private readonly FrozenDictionary<string, WireShape> byManifest;
    private readonly JsonTypeInfo<EventMeta> meta;

    /// <summary>
    /// Creates a codec of all named messages and upcasters of some assemblies. It writes every message in its newest version.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// A name is used twice, an upcaster is missing or superfluous, or an event has a property that would take its meta (<c>_</c>).
    /// </exception>
    public WireCodec(params ReadOnlySpan<Assembly> assemblies)
        : this(new WireRegistry(assemblies), FrozenDictionary<string, int>.Empty)
    {
    }

    private WireCodec(WireRegistry registry, IReadOnlyDictionary<string, int> ceilings)
    {
        this.registry = registry;
        Options = new JsonSerializerOptions(WireJson.Options)
        {
            IgnoreReadOnlyProperties = true, // what a state computes (its view, its status) is not part of it
            Converters = { new WireObjectConverter(this) },
        };
        Options.MakeReadOnly(populateMissingResolver: true);
        meta = (JsonTypeInfo<EventMeta>)Options.GetTypeInfo(typeof(EventMeta));
        var shapes = registry.Types.Values.Select(wire => Shape(wire, ceilings)).ToArray();
        byName = shapes.ToFrozenDictionary(shape => shape.Wire.Name);
        byType = shapes.ToFrozenDictionary(shape => shape.Wire.Type);
        byManifest = shapes.ToFrozenDictionary(shape => shape.Wire.Manifest);
        foreach (var shape in shapes)
        {
            if (shape.Wire.IsEvent) JournaledEventFormat.Check(shape);
        }
    }

    /// <summary>The JSON options under which messages are written; read-only.</summary>
    public JsonSerializerOptions Options { get; }

    /// <summary>Every message this codec knows, by name.</summary>
    public IEnumerable<WireType> Types => byName.Values.Select(shape => shape.Wire).OrderBy(wire => wire.Name, StringComparer.Ordinal);

    /// <summary>
    /// A codec that reads the same and writes some messages in an older version, because not every member can read the newest.
    /// </summary>
    /// <param name="ceilings">
    /// The newest version that may be written, by wire name. Names that this codec does not know, and versions above its newest,
    /// say nothing.
    /// </param>
    /// <remarks>
    /// Determined once, before a member joins, and kept until it restarts: Akka asks for the manifest and for the bytes of a message
    /// separately, so a ceiling that changed between the two would write one version under the manifest of the other.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// A message cannot be written in the older version: an <see cref="IDowncaster"/> is missing.
    /// </exception>
    public WireCodec WithCeilings(IReadOnlyDictionary<string, int> ceilings)
    {
        ArgumentNullException.ThrowIfNull(ceilings);
        return new WireCodec(registry, ceilings);
    }

    /// <summary>Encodes a message in its newest version, or that of its ceiling.</summary>
    /// <exception cref="ArgumentException">The message has no wire name.</exception>
    public WireData Encode(object message)
    {
        var shape = ShapeOf(message);
        using var buffer = WireBuffer.Rent();
        shape.Write(buffer.Writer, message);
        buffer.Writer.Flush();
        return new WireData(shape.Wire.Name, shape.WrittenVersion, buffer.Written.ToArray());
    }

    /// <summary>Encodes an event as it is journaled: its JSON, with the meta as the last property, <c>_</c>.</summary>
    /// <exception cref="ArgumentException">The event has no wire name.</exception>
    public WireData EncodeJournaled(JournaledEvent journaled)
    {
        ArgumentNullException.ThrowIfNull(journaled);
        var shape = ShapeOf(journaled.Event);
        using var buffer = WireBuffer.Rent();
        JournaledEventFormat.Write(buffer, shape, journaled, meta);
        return new WireData(shape.Wire.Name, shape.WrittenVersion, buffer.Written.ToArray());
    }

    /// <summary>The size of a message's JSON in bytes; allocates nothing.</summary>
    /// <exception cref="ArgumentException">The message has no wire name.</exception>
    public int SizeOf(object message)
    {
        var shape = ShapeOf(message);
        using var buffer = WireBuffer.Rent();
        shape.Write(buffer.Writer, message);
        buffer.Writer.Flush();
        return buffer.Written.Length;
    }

    /// <summary>The manifest of the version in which a message is written: <c>camera.enabled/1</c>.</summary>
    /// <exception cref="ArgumentException">The message has no wire name.</exception>
    public string ManifestOf(object message) => ShapeOf(message).WrittenManifest;

    /// <summary>The wire type of a message.</summary>
    /// <exception cref="ArgumentException">The message has no wire name.</exception>
    public WireType Find(object message) => ShapeOf(message).Wire;

    /// <summary>The wire type of a name, or null.</summary>
    public WireType? Find(string name) => byName.GetValueOrDefault(name)?.Wire;

    /// <summary>Puts JSON under its manifest, <c>name/version</c>. Whether the name and version are known is not asked.</summary>
    /// <exception cref="FormatException">The manifest is not of that form.</exception>
    public WireData DataOf(string manifest, ReadOnlyMemory<byte> json)
    {
        if (manifest is not null && byManifest.TryGetValue(manifest, out var newest))
            return new WireData(newest.Wire.Name, newest.Wire.Version, json);
        return WireManifest.TryParse(manifest, out var name, out var version)
            ? new WireData(name, version, json)
            : throw new FormatException($"'{EntityId.Printable(manifest)}' is not a manifest: name/version.");
    }

    /// <summary>Decodes a message, bringing an older version up to the newest shape. Of a journaled event, gives the event alone.</summary>
    /// <exception cref="UnknownWireNameException">The name or version is not known here.</exception>
    /// <exception cref="JsonException">The JSON is not of the message's shape.</exception>
    public object Decode(in WireData message)
    {
        var shape = ShapeToRead(message);
        var decoded = message.Version == shape.Wire.Version
            ? JsonSerializer.Deserialize(message.Json.Span, shape.Json)
            : Upcast(message, shape.Wire).Deserialize(shape.Json);
        return decoded ?? throw new JsonException($"Message '{message.Name}' version {message.Version} is null.");
    }

    /// <summary>Decodes what <see cref="EncodeJournaled"/> wrote, bringing an older version of the event up to the newest shape.</summary>
    /// <exception cref="UnknownWireNameException">The name or version is not known here.</exception>
    /// <exception cref="JsonException">The JSON is not of the event's shape, has no meta, or the message is not an event.</exception>
    public JournaledEvent DecodeJournaled(in WireData row) =>
        Decode(row) is IEntityEvent @event
            ? new JournaledEvent(@event, ReadMeta(row.Json.Span))
            : throw new JsonException($"'{row.Name}' is not an event.");

    /// <summary>Reads the meta of a journaled event's JSON, whatever the event.</summary>
    /// <exception cref="JsonException">There is none, or the JSON is not an object.</exception>
    public EventMeta ReadMeta(ReadOnlySpan<byte> json) => JournaledEventFormat.ReadMeta(json, meta);

    /// <summary>How a message is written.</summary>
    /// <exception cref="ArgumentException">The message has no wire name.</exception>
    internal WireShape ShapeOf(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return byType.TryGetValue(message.GetType(), out var shape)
            ? shape
            : throw new ArgumentException($"{message.GetType()} has no wire name in the assemblies of this codec.", nameof(message));
    }

    /// <summary>How the newest version is read that has this manifest; null where the manifest is another.</summary>
    internal WireShape? ShapeOfManifest(string manifest) => byManifest.GetValueOrDefault(manifest);

    private WireShape ShapeToRead(in WireData message) =>
        byName.TryGetValue(message.Name, out var shape) && message.Version >= 1 && message.Version <= shape.Wire.Version
            ? shape
            : throw new UnknownWireNameException(message.Name, message.Version);

    private WireShape Shape(WireType wire, IReadOnlyDictionary<string, int> ceilings)
    {
        var version = Math.Min(ceilings.GetValueOrDefault(wire.Name, wire.Version), wire.Version);
        if (version < 1) throw new InvalidOperationException($"'{wire.Name}' cannot be written as version {version}: versions start at 1.");
        return new WireShape(wire, version, registry.Downcasters(wire, version), Options);
    }

    private JsonNode Upcast(in WireData message, WireType wire)
    {
        var node = JsonNode.Parse(message.Json.Span)
            ?? throw new JsonException($"Message '{message.Name}' version {message.Version} is null.");
        if (wire.IsEvent) JournaledEventFormat.RemoveMeta(node);
        for (var version = message.Version; version < wire.Version; version++) node = registry.Upcaster(wire.Name, version).Upcast(node);
        return node;
    }
}
