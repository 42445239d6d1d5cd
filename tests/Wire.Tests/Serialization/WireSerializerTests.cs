using System.Text;
using Fresnel.Entities.Serialization;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using static Fresnel.Wire.Tests.TestCodec;
using static Fresnel.Wire.Tests.TestMessages;

namespace Fresnel.Wire.Tests.Serialization;

public sealed class WireSerializerTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = SampleBuilder.Moment;

    private LocalSystem local = null!;

    public async Task InitializeAsync() => local = await LocalSystem.StartAsync();

    public async Task DisposeAsync() => await local.DisposeAsync();

    [Fact]
    public void JournaledEvent_Written_HasTheManifestAndTheJsonOfItsEvent()
    {
        var journaled = new JournaledEvent(new Painted(Wall, Colour.Green, 2), FullMeta);

        Assert.Equal("test.painted/3", local.Wire.Manifest(journaled));
        Assert.Equal(Codec.EncodeJournaled(journaled).Text(), Encoding.UTF8.GetString(local.Wire.ToBinary(journaled)));
        Assert.Equal(7301, local.Wire.Identifier);
        Assert.Equal(journaled, local.Transfer(journaled));
    }

    [Fact]
    public void JournaledEvent_OfAnOlderVersion_IsUpcastAndKeepsItsMeta()
    {
        var row = Utf8("""{"wall":"wall/north","color":"green","_":{"at":"2026-11-22T19:54:04.125+00:00","activation":7}}""");

        Assert.Equal(new JournaledEvent(new Painted(Wall, Colour.Green, 1), BareMeta), local.Wire.FromBinary(row, "test.painted/1"));
    }

    [Theory]
    [InlineData("test.painted/3", """{"wall":"wall/north","colour":"green","coats":2}""", "meta")]
    [InlineData("test.painted/4", """{"_":{"at":"2026-11-22T19:54:04.125+00:00","activation":7}}""", "not known")]
    [InlineData("test.unknown/1", "{}", "not known")]
    [InlineData("test.painted/3", """{"wall":"wall/no""", "cannot be read")]
    [InlineData("test.painted/3", "", "cannot be read")]
    [InlineData("test.painted/2", "[]", "cannot be read")]
    [InlineData("test.painted", "{}", "not a manifest")]
    [InlineData("", "{}", "not a manifest")]
    [InlineData("entity.answer/1", "{}", "cannot be read")]
    [InlineData("test.paint/1", """{"colour":"green"}""", "on its own")]
    public void FromBinary_WhatCannotBeRead_NamesTheManifest(string manifest, string json, string why)
    {
        var thrown = Assert.Throws<WireFormatException>(() => local.Wire.FromBinary(Utf8(json), manifest));

        Assert.Equal(manifest, thrown.Manifest);
        Assert.Contains($"'{manifest}'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(why, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToBinary_WhatMayNotTravel_NamesIt()
    {
        object[] all =
        [
            new Painted(Wall, Colour.Green, 1), new Paint("green"), new Unbound("x"), new Nameless("x"),
            new EntityMessages.Command(Wall, "c-1", new Unbound("x"), At), new EntitySnapshot(new Unbound("x"), 1, [], null, false),
        ];

        foreach (var message in all)
        {
            var thrown = Assert.Throws<WireFormatException>(() => local.Wire.ToBinary(message));
            Assert.Matches("Painted|Paint|Unbound|Nameless", thrown.Message);
        }
    }

    [Fact]
    public void Snapshot_WithANestedState_ReadsBack()
    {
        var remembered = new RememberedAnswer("c-1", new JournaledAnswer("h", "done"), 3, At);
        var snapshot = new EntitySnapshot(new State("green", ["white", "green"]), 7, [remembered], "enabled", true);

        Assert.Equal("entity.snapshot/1", local.Wire.Manifest(snapshot));
        Assert.Equivalent(snapshot, local.Transfer(snapshot), strict: true);
    }

    [Theory]
    [InlineData(1, """{"state":{"type":"test.gone/1","body":{}},REST}""", "test.gone")]
    [InlineData(1, """{"state":{"type":"test.state/1","body":{"hue":1}},REST}""", "cannot be read")]
    [InlineData(1, """{"state":""", "cannot be read")]
    [InlineData(1, "", "cannot be read")]
    [InlineData(9, "{}", "not known")]
    public void Snapshot_ThatCannotBeRead_IsSaidSoAndNotThrown(int version, string json, string why)
    {
        var whole = json.Replace("REST", "\"activation\":1,\"answers\":[],\"status\":null,\"mustRun\":false", StringComparison.Ordinal);

        var unreadable = Assert.IsType<UnreadableSnapshot>(local.Wire.FromBinary(Utf8(whole), $"entity.snapshot/{version}"));

        Assert.Contains(why, unreadable.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AnswerStatus.Accepted, 12, AnswerStatus.Accepted)]
    [InlineData(AnswerStatus.Accepted, 0, AnswerStatus.Refused)]
    [InlineData(AnswerStatus.Refused, 12, AnswerStatus.Refused)]
    public void Answer_AboveTheLimit_ComesWithoutItsViewAndIsFinal(AnswerStatus status, long version, AnswerStatus sent)
    {
        var view = new View(new string('x', WireLimits.LargestAnswer));
        var answer = new EntityAnswer(Wall, "c-1", status, "done", "detail", version, 7, true, false, view, "host:1");
        var size = Codec.SizeOf(answer);

        var received = Assert.IsType<EntityAnswer>(local.Transfer(answer));

        Assert.Contains(size.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), received.Detail!, StringComparison.Ordinal);
        Assert.Equal(answer with { Status = sent, Code = AnswerCodes.AnswerTooLarge, Detail = received.Detail, View = null }, received);
        Assert.Equal(version > 0, received.Detail!.Contains("'done' and is journaled", StringComparison.Ordinal));
    }

    [Fact]
    public void Answer_AtTheLimit_IsSentWhole()
    {
        var small = new EntityAnswer(Wall, "c-1", AnswerStatus.Accepted, "done", View: new View(""));
        var answer = small with { View = new View(new string('x', WireLimits.LargestAnswer - Codec.SizeOf(small))) };

        Assert.Equal(WireLimits.LargestAnswer, Codec.SizeOf(answer));
        Assert.Equal(answer, local.Transfer(answer));
    }

    [Fact]
    public void Command_AboveTheLimit_IsRefusedAtTheSender()
    {
        var small = new EntityMessages.Command(Wall, "c-1", new Paint(""), At);
        var largest = small with { Body = new Paint(new string('x', WireLimits.LargestCommand - Codec.SizeOf(small))) };
        var tooLarge = small with { Body = new Paint(new string('x', WireLimits.LargestCommand - Codec.SizeOf(small) + 1)) };

        WireSerializer.EnsureMayBeSent(Codec, largest);
        Assert.Equal(largest, local.Transfer(largest));
        var refused = Assert.Throws<MessageTooLargeException>(() => WireSerializer.EnsureMayBeSent(Codec, tooLarge));
        Assert.Equal("entity.command/1", refused.Manifest);
        Assert.Equal((WireLimits.LargestCommand + 1, WireLimits.LargestCommand), (refused.Size, refused.Limit));
        Assert.Throws<MessageTooLargeException>(() => local.Wire.ToBinary(tooLarge));
    }

    [Fact]
    public void EnsureMayBeSent_ACommandWithoutAWireName_Throws()
    {
        var command = new EntityMessages.Command(Wall, "c-1", new Unbound("x"), At);

        var thrown = Assert.Throws<WireFormatException>(() => WireSerializer.EnsureMayBeSent(Codec, command));

        Assert.Matches("TestMessages.Unbound", thrown.Message);
    }

    [Fact]
    public void WireFormatException_AmongCauses_IsFound()
    {
        var cause = new WireFormatException("test.painted/3", "is damaged.");

        Assert.Same(cause, WireFormatException.In(cause));
        var several = new AggregateException(new TimeoutException(), cause);
        Assert.Same(cause, WireFormatException.In(new InvalidOperationException("outer", several)));
        Assert.Null(WireFormatException.In(new InvalidOperationException("outer", new TimeoutException())));
        Assert.Null(WireFormatException.In(null));
    }
}
