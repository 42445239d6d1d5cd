using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Fresnel.Clustering.Commands;

/// <summary>Short texts in an envelope: UTF-8 after its length in 2 bytes, little endian.</summary>
internal static class WireText
{
    public static void Write(ArrayBufferWriter<byte> writer, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (length > ushort.MaxValue) throw new ArgumentException($"A text of {length} bytes does not fit; {ushort.MaxValue} do.", nameof(text));
        var span = writer.GetSpan(2 + length);
        BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)length);
        Encoding.UTF8.GetBytes(text, span[2..]);
        writer.Advance(2 + length);
    }

    /// <exception cref="FormatException">The rest is shorter than the text says.</exception>
    public static string Read(ref ReadOnlyMemory<byte> rest)
    {
        var length = rest.Length < 2 ? int.MaxValue - 2 : BinaryPrimitives.ReadUInt16LittleEndian(rest.Span);
        if (rest.Length < 2 + length) throw new FormatException("The body is cut short.");
        var text = Encoding.UTF8.GetString(rest.Span.Slice(2, length));
        rest = rest[(2 + length)..];
        return text;
    }
}
