using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using static Fresnel.Wire.Tests.TestCodec;
using static Fresnel.Wire.Tests.TestMessages;

namespace Fresnel.Wire.Tests.Codecs;

public sealed class CeilingTests
{
    private readonly WireCodec codec = TestCodec.Codec;

    [Fact]
    public void Encode_UnderACeiling_WritesTheOlderVersion()
    {
        var lower = codec.WithCeilings(new Dictionary<string, int> { ["test.painted"] = 2 });
        var painted = new Painted(Wall, Colour.Green, 1);

        var encoded = lower.Encode(painted);

        Assert.Equal(("test.painted", 2, "test.painted/2"), (encoded.Name, encoded.Version, lower.ManifestOf(painted)));
        Assert.Equal("""{"wall":"wall/north","colour":"green"}""", encoded.Text());
        Assert.Equal(painted, codec.Decode(encoded));
        Assert.Equal(painted, lower.Decode(codec.Encode(painted)));
        Assert.Equal(3, codec.Encode(painted).Version);
    }

    [Fact]
    public void EncodeJournaled_UnderACeiling_CastsTheEventAndKeepsTheMeta()
    {
        var lower = codec.WithCeilings(new Dictionary<string, int> { ["test.painted"] = 2 });
        var journaled = new JournaledEvent(new Painted(Wall, Colour.Green, 1), FullMeta);

        var row = lower.EncodeJournaled(journaled);

        Assert.StartsWith("""{"wall":"wall/north","colour":"green","_":{"at":""", row.Text(), StringComparison.Ordinal);
        Assert.Equal(2, row.Version);
        Assert.Equal(journaled, codec.DecodeJournaled(row));
    }

    [Fact]
    public void Encode_ANestedMessageUnderACeiling_WritesTheOlderVersion()
    {
        var lower = codec.WithCeilings(new Dictionary<string, int> { ["test.view"] = 1 });
        var answer = new EntityAnswer(Wall, "c-1", AnswerStatus.Accepted, "done", View: new View("green"));

        var encoded = lower.Encode(answer);

        Assert.Contains("""{"type":"test.view/1","body":{"line":"green"}}""", encoded.Text(), StringComparison.Ordinal);
        Assert.Equal(answer, codec.Decode(encoded));
    }

    [Fact]
    public void WithCeilings_OfUnknownNamesAndNewerVersions_ChangesNothing()
    {
        var same = codec.WithCeilings(new Dictionary<string, int> { ["test.painted"] = 9, ["test.unknown"] = 1 });

        Assert.Equal(3, same.Encode(new Painted(Wall, Colour.Green, 1)).Version);
    }

    [Theory]
    [InlineData("test.painted", 1, "no downcaster from version 2")]
    [InlineData("test.painted", 0, "versions start at 1")]
    public void WithCeilings_WithoutADowncaster_Throws(string name, int ceiling, string why) =>
        Assert.Contains(why, Refusal(new() { [name] = ceiling }), StringComparison.Ordinal);

    private string Refusal(Dictionary<string, int> ceilings) =>
        Assert.Throws<InvalidOperationException>(() => codec.WithCeilings(ceilings)).Message;
}
