using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;

namespace Fresnel.Reading.Tests.Plugins;

/// <summary>Stands in for the engine's serializer: the same number, the same form of a row.</summary>
public sealed class TinySerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 7301;

    public override string Manifest(object o) => o switch
    {
        CounterAdded => "counter.added/1",
        CounterTotal => "counter.total/1",
        _ => throw new ArgumentException($"{o.GetType()} is not known."),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        CounterAdded added => Encoding.UTF8.GetBytes(
            $$"""{"amount":{{added.Amount}},"_":{{JsonSerializer.Serialize(added.Meta, WireJson.Options)}}}"""),
        CounterTotal total => JsonSerializer.SerializeToUtf8Bytes(total, WireJson.Options),
        _ => throw new ArgumentException($"{obj.GetType()} is not known."),
    };

    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (manifest == "counter.total/1") return JsonSerializer.Deserialize<CounterTotal>(bytes, WireJson.Options)!;
        if (manifest != "counter.added/1") throw new ArgumentException($"{manifest} is not known.");
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        return new CounterAdded(root.GetProperty("amount").GetInt32(), root.GetProperty("_").Deserialize<EventMeta>(WireJson.Options)!);
    }
}
