using System.Buffers;
using System.Buffers.Binary;
using System.Drawing;
using System.Text;
using Fresnel.Messages.Observations;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Storage.Observations;

/// <summary>
/// The objects of a frame as bytes: a format number (1); then for each object its track (8 bytes, 0 for none), score,
/// left, top, width and height (4 bytes each, IEEE 754), the length of its label in bytes (2) and the label in UTF-8.
/// Little endian; 36 bytes for a "person".
/// </summary>
internal static class SeenObjects
{
    private const byte Format = 1;
    private const int FixedLength = 30;
    private const int LongestLabel = ushort.MaxValue;

    /// <summary>Writes the objects.</summary>
    /// <exception cref="ArgumentException">A label is longer than 65,535 bytes.</exception>
    public static void Pack(IReadOnlyList<SeenObject> objects, ArrayBufferWriter<byte> into)
    {
        into.GetSpan(1)[0] = Format;
        into.Advance(1);
        for (var i = 0; i < objects.Count; i++)
        {
            var seen = objects[i];
            var label = Encoding.UTF8.GetByteCount(seen.Label);
            if (label > LongestLabel) throw new ArgumentException($"The label '{Messages.EntityId.Printable(seen.Label)}' has {label} bytes; at most {LongestLabel} are allowed.", nameof(objects));
            var span = into.GetSpan(FixedLength + label);
            BinaryPrimitives.WriteInt64LittleEndian(span, seen.TrackId ?? 0);
            BinaryPrimitives.WriteSingleLittleEndian(span[8..], seen.Score);
            BinaryPrimitives.WriteSingleLittleEndian(span[12..], seen.Box.X);
            BinaryPrimitives.WriteSingleLittleEndian(span[16..], seen.Box.Y);
            BinaryPrimitives.WriteSingleLittleEndian(span[20..], seen.Box.Width);
            BinaryPrimitives.WriteSingleLittleEndian(span[24..], seen.Box.Height);
            BinaryPrimitives.WriteUInt16LittleEndian(span[28..], (ushort)label);
            Encoding.UTF8.GetBytes(seen.Label, span[FixedLength..]);
            into.Advance(FixedLength + label);
        }
    }

    /// <summary>Reads the objects.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of this format.</exception>
    public static IReadOnlyList<SeenObject> Unpack(ReadOnlySpan<byte> bytes, Utf8Cache labels)
    {
        if (bytes.IsEmpty || bytes[0] != Format) throw new InvalidDataException("A stored observation is not of a known format.");
        bytes = bytes[1..];
        if (bytes.IsEmpty) return [];
        var objects = new List<SeenObject>();
        while (!bytes.IsEmpty)
        {
            var length = bytes.Length < FixedLength ? int.MaxValue : FixedLength + BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
            if (bytes.Length < length) throw new InvalidDataException("A stored observation is cut short.");
            var track = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            var box = new RectangleF(
                BinaryPrimitives.ReadSingleLittleEndian(bytes[12..]),
                BinaryPrimitives.ReadSingleLittleEndian(bytes[16..]),
                BinaryPrimitives.ReadSingleLittleEndian(bytes[20..]),
                BinaryPrimitives.ReadSingleLittleEndian(bytes[24..]));
            objects.Add(new SeenObject(track == 0 ? null : track, labels.Get(bytes[FixedLength..length]), BinaryPrimitives.ReadSingleLittleEndian(bytes[8..]), box));
            bytes = bytes[length..];
        }

        return objects;
    }
}
