using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fresnel.Messages.Wire;

namespace Fresnel.Messages.Tests.Wire;

public sealed class WireCodecTests
{
    private readonly WireCodec codec = new(typeof(WireCodecTests).Assembly);

    public enum Colour
    {
        DarkRed,
        Green,
    }

    [Fact]
    public void Encode_AMessage_UsesItsWireNameAndNoClrNames()
    {
        var encoded = codec.Encode(new Painted(new EntityId("camera", "front-door"), Colour.DarkRed, TimeSpan.FromSeconds(90), 3));

        Assert.Equal(("test.painted", 3), (encoded.Name, encoded.Version));
        Assert.Equal("""{"entity":"camera/front-door","colour":"darkRed","for":"00:01:30","coats":3}""", Encoding.UTF8.GetString(encoded.Json.Span));
        Assert.Equal(new Painted(new EntityId("camera", "front-door"), Colour.DarkRed, TimeSpan.FromSeconds(90), 3), codec.Decode(encoded));
    }

    [Theory]
    [InlineData(1, """{"entity":"camera/a","color":"green"}""")]
    [InlineData(2, """{"entity":"camera/a","colour":"green"}""")]
    [InlineData(3, """{"entity":"camera/a","colour":"green","for":"00:00:00","coats":1}""")]
    public void Decode_EveryVersion_GivesTheNewestShape(int version, string json) =>
        Assert.Equal(new Painted(new EntityId("camera", "a"), Colour.Green, TimeSpan.Zero, 1), codec.Decode(new WireData("test.painted", version, Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("test.unknown", 1)]
    [InlineData("test.painted", 0)]
    [InlineData("test.painted", 4)]
    public void Decode_UnknownTypeOrVersion_Throws(string type, int version)
    {
        var unknown = Assert.Throws<UnknownWireNameException>(() => codec.Decode(new WireData(type, version, "{}"u8.ToArray())));
        Assert.Equal((type, version), (unknown.Name, unknown.Version));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"entity":"camera/a","colour":"green","for":"00:00:00"}""")]
    [InlineData("""{"entity":"camera/a","colour":1,"for":"00:00:00","coats":1}""")]
    [InlineData("""{"entity":"Camera A","colour":"green","for":"00:00:00","coats":1}""")]
    public void Decode_JsonOfAnotherShape_Throws(string json) =>
        Assert.ThrowsAny<JsonException>(() => codec.Decode(new WireData("test.painted", 3, Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void Encode_AMessageWithoutAName_Throws() => Assert.Throws<ArgumentException>(() => codec.Encode("text"));

    [WireName("test.painted", 3)]
    public sealed record Painted(EntityId Entity, Colour Colour, TimeSpan For, int Coats);

    public sealed class FromColor : IUpcaster
    {
        public string Name => "test.painted";

        public int FromVersion => 1;

        public JsonNode Upcast(JsonNode message)
        {
            var node = message.AsObject();
            var colour = node["color"];
            node.Remove("color");
            node["colour"] = colour;
            return node;
        }
    }

    public sealed class WithCoats : IUpcaster
    {
        public string Name => "test.painted";

        public int FromVersion => 2;

        public JsonNode Upcast(JsonNode message)
        {
            message["for"] = "00:00:00";
            message["coats"] = 1;
            return message;
        }
    }
}
