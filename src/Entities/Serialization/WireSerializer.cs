using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Serialization;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;

namespace Fresnel.Entities.Serialization;

/// <summary>
/// Writes every <see cref="IWireMessage"/> as JSON under its wire name and version. A <see cref="JournaledEvent"/> has the manifest and
/// the JSON of its event, with the meta as the last property, <c>_</c>.
/// </summary>
/// <remarks>
/// <para>
/// An answer above <see cref="WireLimits.LargestAnswer"/> is sent without its view, under the code
/// <see cref="AnswerCodes.AnswerTooLarge"/>. It stays final, since sending the command again gives the same answer:
/// <see cref="AnswerStatus.Accepted"/> where a command was carried out (its version tells that it is journaled),
/// <see cref="AnswerStatus.Refused"/> for a query, which is of no use without its answer.
/// Between actors of one node nothing is serialized and nothing is limited.
/// </para>
/// <para>A snapshot that cannot be read is given as an <see cref="UnreadableSnapshot"/>.</para>
/// </remarks>
public sealed class WireSerializer : SerializerWithStringManifest
{
    /// <summary>The identifier that is kept with each row of the journal.</summary>
    public const int SerializerId = 7301;

    private static readonly string SnapshotPrefix = WireNameOf(typeof(EntitySnapshot)) + "/";

    private readonly WireCodec codec;

    /// <summary>Creates the serializer; called by Akka.</summary>
    /// <exception cref="InvalidOperationException">The actor system has no <see cref="WireSetup"/>.</exception>
    public WireSerializer(ExtendedActorSystem system)
        : base(system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var setup = system.Settings.Setup.Get<WireSetup>();
        codec = setup.HasValue
            ? setup.Value.Codec
            : throw new InvalidOperationException(
                $"The actor system '{system.Name}' has no {nameof(WireSetup)}: call {nameof(WireHosting.WithWire)}.");
    }

    /// <inheritdoc />
    public override int Identifier => SerializerId;

    /// <summary>Checks that a command or query may be sent, wherever its entity lives. Call it before sending.</summary>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="WireLimits.LargestCommand"/>.</exception>
    /// <exception cref="WireFormatException">It, or what it holds, cannot be written.</exception>
    public static void EnsureMayBeSent(WireCodec codec, IEntityMessage message)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var manifest = ManifestOf(codec, message);
        try
        {
            CheckSize(manifest, codec.SizeOf(message));
        }
        catch (Exception e) when (e is not WireFormatException)
        {
            throw NotWritten(manifest, e);
        }
    }

    /// <inheritdoc />
    /// <exception cref="WireFormatException">The message is not an <see cref="IWireMessage"/> or has no wire name.</exception>
    public override string Manifest(object o) => ManifestOf(codec, o);

    /// <inheritdoc />
    /// <exception cref="WireFormatException">The message is not an <see cref="IWireMessage"/>, or it cannot be written.</exception>
    public override byte[] ToBinary(object obj)
    {
        var manifest = ManifestOf(codec, obj);
        try
        {
            return obj switch
            {
                JournaledEvent journaled => Bytes(codec.EncodeJournaled(journaled)),
                EntityAnswer answer => Write(answer),
                IEntityMessage => CheckSize(manifest, Bytes(codec.Encode(obj))),
                _ => Bytes(codec.Encode(obj)),
            };
        }
        catch (Exception e) when (e is not WireFormatException)
        {
            throw NotWritten(manifest, e);
        }
    }

    /// <inheritdoc />
    /// <exception cref="WireFormatException">The bytes are not those of a message that this build knows.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            var data = codec.DataOf(manifest, bytes);
            if (codec.Find(data.Name) is { IsEvent: true }) return codec.DecodeJournaled(data);
            return codec.Decode(data) is IWireMessage message
                ? message
                : throw new WireFormatException(manifest, "is not sent or journaled on its own.");
        }
        catch (Exception e) when (IsSnapshot(manifest))
        {
            return new UnreadableSnapshot($"'{EntityId.Printable(manifest)}' cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is not WireFormatException)
        {
            throw new WireFormatException(manifest ?? "", $"cannot be read: {e.Message}", e);
        }
    }

    private static string ManifestOf(WireCodec codec, object? message)
    {
        if (message is not IWireMessage)
        {
            throw new WireFormatException(
                message?.GetType().ToString() ?? "null", $"is not an {nameof(IWireMessage)}: it is not sent or journaled on its own.");
        }

        try
        {
            return codec.ManifestOf(message is JournaledEvent journaled ? journaled.Event : message);
        }
        catch (ArgumentException e)
        {
            throw NotWritten(message.GetType().ToString(), e);
        }
    }

    private static bool IsSnapshot(string? manifest) => manifest?.StartsWith(SnapshotPrefix, StringComparison.Ordinal) == true;

    private static string WireNameOf(Type type) => ((WireNameAttribute)Attribute.GetCustomAttribute(type, typeof(WireNameAttribute))!).Name;

    private static WireFormatException NotWritten(string manifest, Exception e) => new(manifest, $"cannot be written: {e.Message}", e);

    private static byte[] Bytes(in WireData data) =>
        MemoryMarshal.TryGetArray(data.Json, out var whole) && whole.Offset == 0 && whole.Count == whole.Array!.Length
            ? whole.Array
            : data.Json.ToArray();

    private static byte[] CheckSize(string manifest, byte[] json)
    {
        CheckSize(manifest, json.Length);
        return json;
    }

    private static void CheckSize(string manifest, int size)
    {
        if (size > WireLimits.LargestCommand) throw new MessageTooLargeException(manifest, size, WireLimits.LargestCommand);
    }

    private byte[] Write(EntityAnswer answer)
    {
        var json = Bytes(codec.Encode(answer));
        return json.Length <= WireLimits.LargestAnswer ? json : Bytes(codec.Encode(WithoutView(answer, json.Length)));
    }

    private static EntityAnswer WithoutView(EntityAnswer answer, int size) => answer with
    {
        Status = answer is { Status: AnswerStatus.Accepted, Version: 0 } ? AnswerStatus.Refused : answer.Status,
        Code = AnswerCodes.AnswerTooLarge,
        Detail = $"The answer has {size:N0} bytes of JSON; at most {WireLimits.LargestAnswer:N0} are sent."
            + (answer.Version > 0 ? $" The command was answered '{answer.Code}' and is journaled." : ""),
        View = null,
    };
}
