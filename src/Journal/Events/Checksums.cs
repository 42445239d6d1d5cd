using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Events;

/// <summary>
/// XxHash3 (64 bit) over everything of a record that must not change. The same in every store, so that a journal can be
/// copied from one to another. Not thread-safe.
/// </summary>
internal sealed class Checksums
{
    private const int FixedLength = 40;

    private readonly XxHash3 hash = new();
    private byte[] head = new byte[512];

    /// <summary>The checksum of an event; its time is given as it is stored.</summary>
    public long OfEvent(in StreamKey stream, long seq, long epoch, string type, int version, ReadOnlySpan<byte> data, ReadOnlySpan<byte> meta, long atTicks) =>
        Of(stream.Kind, stream.Id, type, seq, epoch, atTicks, version, data, meta);

    /// <summary>The checksum of a reply.</summary>
    public long OfReply(in StreamKey stream, string commandId, long seq, string type, int version, ReadOnlySpan<byte> data) =>
        Of(stream.Kind, stream.Id, type, seq, 0, 0, version, data, Encoding.UTF8.GetBytes(commandId));

    /// <summary>The checksum of a snapshot.</summary>
    public long OfSnapshot(in StreamKey stream, long seq, in EncodedMessage state) =>
        Of(stream.Kind, stream.Id, state.Type, seq, 0, 0, state.Version, state.Data.Span, default);

    private long Of(string kind, string id, string type, long seq, long epoch, long at, int version, ReadOnlySpan<byte> data, ReadOnlySpan<byte> meta)
    {
        var most = FixedLength + Encoding.UTF8.GetMaxByteCount(kind.Length + id.Length + type.Length) + 3;
        if (head.Length < most) head = new byte[most];
        BinaryPrimitives.WriteInt64LittleEndian(head, seq);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(8), epoch);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(16), at);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(24), version);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(28), data.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(32), meta.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(36), 0);
        var used = FixedLength;
        used = Put(kind, used);
        used = Put(id, used);
        used = Put(type, used);
        hash.Append(head.AsSpan(0, used));
        hash.Append(data);
        hash.Append(meta);
        var result = hash.GetCurrentHashAsUInt64();
        hash.Reset();
        return unchecked((long)result);
    }

    private int Put(string text, int at)
    {
        at += Encoding.UTF8.GetBytes(text, head.AsSpan(at));
        head[at] = 0;
        return at + 1;
    }
}
