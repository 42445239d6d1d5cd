using System.Buffers;
using System.Buffers.Binary;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Clustering.Commands;

/// <summary>A reply as it travels back.</summary>
/// <remarks>Layout, little endian: a byte 1; the status (1 byte); the message's version (4 bytes); its wire name as UTF-8 after its length (2 bytes); its JSON to the end.</remarks>
internal static class ReplyEnvelope
{
    /// <summary>The header type of a reply.</summary>
    public const string Type = "fresnel.reply";

    private const byte Layout = 1;

    public static ReadOnlyMemory<byte> Write(EntityReply reply)
    {
        var writer = new ArrayBufferWriter<byte>(32 + reply.Message.Data.Length);
        var head = writer.GetSpan(6);
        head[0] = Layout;
        head[1] = (byte)reply.Status;
        BinaryPrimitives.WriteInt32LittleEndian(head[2..], reply.Message.Version);
        writer.Advance(6);
        WireText.Write(writer, reply.Message.Type);
        writer.Write(reply.Message.Data.Span);
        return writer.WrittenMemory;
    }

    /// <summary>Reads one into memory of its own.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static EntityReply Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length < 6 || body.Span[0] != Layout || body.Span[1] > (byte)EntityReplyStatus.Unavailable)
        {
            throw new FormatException("The body is not a reply of layout 1.");
        }

        var status = (EntityReplyStatus)body.Span[1];
        var version = BinaryPrimitives.ReadInt32LittleEndian(body.Span[2..]);
        var rest = body[6..];
        var type = WireText.Read(ref rest);
        return new EntityReply(status, new EncodedMessage(type, version, rest.ToArray()));
    }
}
