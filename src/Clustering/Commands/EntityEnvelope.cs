using System.Buffers;
using System.Buffers.Binary;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;

namespace Fresnel.Clustering.Commands;

/// <summary>A command or a query as it travels to the owner of its entity.</summary>
/// <remarks>
/// Layout, little endian: a byte 1; the deadline in UTC ticks (8 bytes); the message's version (4 bytes); entity, wire
/// name, correlation id and traceparent as UTF-8 after their length (2 bytes each); then the message's JSON to the end.
/// Whether it is a command is in the header <c>type</c>, a command's id in <c>message-id</c>.
/// </remarks>
internal readonly record struct EntityEnvelope(
    EntityId Entity, DateTimeOffset Deadline, string CorrelationId, string? TraceParent, EncodedMessage Message)
{
    /// <summary>The header type of a command.</summary>
    public const string CommandType = "fresnel.command";

    /// <summary>The header type of a query.</summary>
    public const string QueryType = "fresnel.query";

    private const byte Layout = 1;

    /// <summary>Writes it.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        var writer = new ArrayBufferWriter<byte>(128 + Message.Data.Length);
        var head = writer.GetSpan(13);
        head[0] = Layout;
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], Deadline.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(head[9..], Message.Version);
        writer.Advance(13);
        WireText.Write(writer, Entity.ToString());
        WireText.Write(writer, Message.Type);
        WireText.Write(writer, CorrelationId);
        WireText.Write(writer, TraceParent ?? "");
        writer.Write(Message.Data.Span);
        return writer.WrittenMemory;
    }

    /// <summary>Reads one; the message's data is a part of <paramref name="body"/>, not a copy.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static EntityEnvelope Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length < 13 || body.Span[0] != Layout) throw new FormatException("The body is not a command or query of layout 1.");
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(body.Span[1..]);
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks) throw new FormatException($"The deadline {ticks} is no time.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(body.Span[9..]);
        var rest = body[13..];
        var entity = EntityId.Parse(WireText.Read(ref rest));
        var type = WireText.Read(ref rest);
        var correlation = WireText.Read(ref rest);
        var trace = WireText.Read(ref rest);
        return new EntityEnvelope(
            entity,
            new DateTimeOffset(ticks, TimeSpan.Zero),
            correlation,
            trace.Length == 0 ? null : trace,
            new EncodedMessage(type, version, rest));
    }
}
