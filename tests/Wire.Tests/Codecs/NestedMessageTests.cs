using System.Text.Json;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using static Fresnel.Wire.Tests.TestCodec;
using static Fresnel.Wire.Tests.TestMessages;

namespace Fresnel.Wire.Tests.Codecs;

public sealed class NestedMessageTests
{
    private const string Head = """{"entity":"wall/north","correlationId":"c-1","status":"accepted","code":"done","view":""";

    private readonly WireCodec codec = TestCodec.Codec;

    [Fact]
    public void Encode_AnObject_WritesItsTypeBeforeItsBody()
    {
        var encoded = codec.Encode(new EntityAnswer(Wall, "c-1", AnswerStatus.Accepted, "done", View: new View("green")));

        Assert.Contains("\"view\":{\"type\":\"test.view/2\",\"body\":{\"text\":\"green\"}}", encoded.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"test.view/2","body":{"text":"green"}}""")]
    [InlineData("""{"body":{"text":"green"},"type":"test.view/2"}""")]
    [InlineData("""{ "type" : "test.view/2", "body" : { "text" : "green" }, "more" : [1, 2] }""")]
    [InlineData("""{"type":"test.view/1","body":{"line":"green"}}""")]
    public void Decode_AnObjectOfAnyOrderAndVersion_IsItsMessage(string view) =>
        Assert.Equal(new View("green"), Decode($"{Head}{view},\"node\":\"n\"}}").View);

    [Fact]
    public void Decode_NullWhereAnObjectMayBeNull_IsNull() =>
        Assert.Null(Decode(Head + "null}").View);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"type":"test.view/2"}""")]
    [InlineData("""{"type":2,"body":{"text":"green"}}""")]
    [InlineData("""{"type":"test.view","body":{"text":"green"}}""")]
    [InlineData("""{"type":"test.view/2","body":{"line":"green"}}""")]
    [InlineData("""{"type":"test.view/2","body":null}""")]
    [InlineData("\"test.view/2\"")]
    [InlineData("[]")]
    public void Decode_WhatIsNoNestedMessage_Throws(string view) =>
        Assert.ThrowsAny<JsonException>(() => Decode($"{Head}{view}}}"));

    [Fact]
    public void Decode_AnUnknownNestedName_Throws() =>
        Assert.Throws<UnknownWireNameException>(() => Decode(Head + """{"type":"test.unknown/1","body":{}}}"""));

    private EntityAnswer Decode(string json) => Assert.IsType<EntityAnswer>(codec.Decode(new WireData("entity.answer", 1, Utf8(json))));
}
