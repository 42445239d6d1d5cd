using System.Text.Json;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using static Fresnel.Wire.Tests.TestCodec;
using static Fresnel.Wire.Tests.TestMessages;

namespace Fresnel.Wire.Tests.Codecs;

public sealed class WireCodecTests
{
    private readonly WireCodec codec = TestCodec.Codec;

    [Fact]
    public void Encode_AMessage_UsesItsWireNameAndNoClrNames()
    {
        var encoded = codec.Encode(new Painted(Wall, Colour.DarkRed, 3));

        Assert.Equal(("test.painted", 3), (encoded.Name, encoded.Version));
        Assert.Equal("""{"wall":"wall/north","colour":"darkRed","coats":3}""", encoded.Text());
        Assert.Equal(new Painted(Wall, Colour.DarkRed, 3), codec.Decode(encoded));
    }

    [Theory]
    [InlineData(1, """{"wall":"wall/north","color":"green"}""")]
    [InlineData(2, """{"wall":"wall/north","colour":"green"}""")]
    [InlineData(3, """{"wall":"wall/north","colour":"green","coats":1}""")]
    public void Decode_EveryVersion_GivesTheNewestShape(int version, string json) =>
        Assert.Equal(new Painted(Wall, Colour.Green, 1), codec.Decode(new WireData("test.painted", version, Utf8(json))));

    [Theory]
    [InlineData("test.unknown", 1)]
    [InlineData("test.painted", 0)]
    [InlineData("test.painted", 4)]
    public void Decode_UnknownNameOrVersion_Throws(string name, int version)
    {
        var unknown = Assert.Throws<UnknownWireNameException>(() => codec.Decode(new WireData(name, version, Utf8("{}"))));
        Assert.Equal((name, version), (unknown.Name, unknown.Version));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"wall":"wall/north","colour":"green"}""")]
    [InlineData("""{"wall":"wall/north","colour":1,"coats":1}""")]
    [InlineData("""{"wall":"North Wall","colour":"green","coats":1}""")]
    [InlineData("""{"wall":"wall/north","colour":"green","coats":1}x""")]
    public void Decode_JsonOfAnotherShape_Throws(string json) =>
        Assert.ThrowsAny<JsonException>(() => codec.Decode(new WireData("test.painted", 3, Utf8(json))));

    [Fact]
    public void Encode_AMessageWithoutAName_Throws() => Assert.Throws<ArgumentException>(() => codec.Encode(new Unbound("x")));

    [Fact]
    public void Encode_ALargeMessageAfterASmallOne_WritesBothWhole()
    {
        var large = new View(new string('x', 300_000));

        Assert.Equal("{}", codec.Encode(new Clean()).Text());
        Assert.Equal(large, codec.Decode(codec.Encode(large)));
        Assert.Equal("{}", codec.Encode(new Clean()).Text());
    }

    [Fact]
    public void Encode_AfterAFailure_StartsWithAnEmptyBuffer()
    {
        var broken = new EntityMessages.Command(Wall, "c-1", new Unbound("x"), SampleBuilder.Moment);
        Assert.ThrowsAny<ArgumentException>(() => codec.Encode(broken));

        Assert.Equal("""{"text":"after"}""", codec.Encode(new View("after")).Text());
    }

    [Theory]
    [InlineData("test.view/2", "test.view", 2)]
    [InlineData("test.view/1", "test.view", 1)]
    [InlineData("test.unknown/12", "test.unknown", 12)]
    public void DataOf_AManifest_HasItsNameAndVersion(string manifest, string name, int version)
    {
        var data = codec.DataOf(manifest, Utf8("{}"));

        Assert.Equal((name, version, "{}"), (data.Name, data.Version, data.Text()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("test.view")]
    [InlineData("/1")]
    [InlineData("test.view/")]
    [InlineData("test.view/-1")]
    [InlineData("test.view/one")]
    public void DataOf_WhatIsNoManifest_Throws(string manifest) => Assert.Throws<FormatException>(() => codec.DataOf(manifest, Utf8("{}")));

    [Fact]
    public void SizeOf_AMessage_IsThatOfItsJson()
    {
        var answer = new EntityAnswer(Wall, "c-1", AnswerStatus.Accepted, "done", View: new View("grün"));

        Assert.Equal(codec.Encode(answer).Json.Length, codec.SizeOf(answer));
    }
}
