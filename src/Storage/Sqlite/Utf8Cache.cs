using System.IO.Hashing;
using System.Text;

namespace Fresnel.Storage.Sqlite;

/// <summary>Strings read again and again (wire names, ids), decoded once. Not thread-safe.</summary>
internal sealed class Utf8Cache
{
    private const int Slots = 256;

    private readonly (byte[] Bytes, string Text)[] slots = new (byte[], string)[Slots];

    /// <summary>The string of some UTF-8 bytes.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        ref var slot = ref slots[XxHash3.HashToUInt64(utf8) % Slots];
        if (slot.Bytes is not null && utf8.SequenceEqual(slot.Bytes)) return slot.Text;
        slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return slot.Text;
    }
}
