using Fresnel.Journal.Codec;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages.Wire;
using Fresnel.Tests.Events;

namespace Fresnel.Journal.Tests.Codec;

public sealed class KernelCodecTests
{
    private readonly KernelCodec codec = new(new WireCodec(typeof(Counted).Assembly));

    [Fact]
    public void Encode_AReplyOfTheKernel_ReadsBack()
    {
        var done = new Done("already enabled");

        Assert.Equal(done, codec.Decode(codec.Encode(done)));
    }

    [Fact]
    public void Encode_AMessage_ReadsBack()
    {
        var encoded = codec.Encode(new Counted(3));

        Assert.Equal(("test.counted", 1), (encoded.Type, encoded.Version));
        Assert.Equal(new Counted(3), codec.Decode(encoded));
    }

    [Theory]
    [InlineData("test.unknown", 1)]
    [InlineData("test.counted", 0)]
    [InlineData("test.counted", 2)]
    public void Decode_UnknownTypeOrVersion_Throws(string type, int version)
    {
        var unknown = Assert.Throws<UnknownMessageException>(() => codec.Decode(new EncodedMessage(type, version, "{}"u8.ToArray())));
        Assert.Equal((type, version), (unknown.Type, unknown.Version));
    }
}
