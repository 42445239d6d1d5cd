namespace Fresnel.Media.Nut;

/// <summary>NUT's checksum: CRC-32 with generator 0x04C11DB7, most significant bit first, starting at 0, not inverted.</summary>
internal static class NutCrc
{
    private static readonly uint[] Table = Build();

    /// <summary>Continues a checksum over bytes. Over bytes followed by their own big-endian checksum it is 0.</summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        var table = Table;
        foreach (var b in bytes) crc = (crc << 8) ^ table[(byte)(crc >> 24) ^ b];
        return crc;
    }

    private static uint[] Build()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var crc = i << 24;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ 0x04C11DB7 : crc << 1;
            table[i] = crc;
        }

        return table;
    }
}
