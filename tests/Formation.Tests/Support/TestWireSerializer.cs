using Akka.Actor;
using Akka.Serialization;
using Fresnel.Entities.Formation;
using Fresnel.Messages.Wire;

namespace Fresnel.Formation.Tests.Support;

/// <summary>Writes the messages of formation by their wire names, as the engine's serializer does.</summary>
internal sealed class TestWireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly WireCodec Codec = new(typeof(FormationMessages).Assembly);

    public override int Identifier => 4711;

    public override string Manifest(object o) => Codec.Types.Single(type => type.Type == o.GetType()).Manifest;

    public override byte[] ToBinary(object obj) => Codec.Encode(obj).Json.ToArray();

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var parts = manifest.Split('/');
        return Codec.Decode(new WireData(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), bytes));
    }
}
