using System.Collections.Frozen;

namespace Fresnel.Media.Pictures;

/// <summary>Letters of 5×7 dots: 35 bits each, top row first, leftmost dot highest. Small letters show as capitals.</summary>
internal static class DotFont
{
    public const int Width = 5;
    public const int Height = 7;
    private const long Unknown = 0x7FFFFFFFF;

    private static readonly FrozenDictionary<char, long> Letters = new Dictionary<char, long>
    {
        [' '] = 0x000000000,
        ['!'] = 0x108421004,
        ['#'] = 0x295F57D4A,
        ['%'] = 0x672222273,
        ['('] = 0x088842082,
        [')'] = 0x208210888,
        ['+'] = 0x0084F9080,
        [','] = 0x000003088,
        ['-'] = 0x0000F8000,
        ['.'] = 0x00000018C,
        ['/'] = 0x042222210,
        ['0'] = 0x3A33AE62E,
        ['1'] = 0x11842108E,
        ['2'] = 0x3A211111F,
        ['3'] = 0x7C441062E,
        ['4'] = 0x08CA97C42,
        ['5'] = 0x7E1E0862E,
        ['6'] = 0x1910F462E,
        ['7'] = 0x7C2222108,
        ['8'] = 0x3A317462E,
        ['9'] = 0x3A317844C,
        [':'] = 0x018C03180,
        ['='] = 0x001F07C00,
        ['?'] = 0x3A2111004,
        ['A'] = 0x3A31FC631,
        ['B'] = 0x7A31F463E,
        ['C'] = 0x3A308422E,
        ['D'] = 0x7A318C63E,
        ['E'] = 0x7E10F421F,
        ['F'] = 0x7E10F4210,
        ['G'] = 0x3A30BC62F,
        ['H'] = 0x4631FC631,
        ['I'] = 0x38842108E,
        ['J'] = 0x1C4210A4C,
        ['K'] = 0x4654C5251,
        ['L'] = 0x42108421F,
        ['M'] = 0x4775AC631,
        ['N'] = 0x4739ACE71,
        ['O'] = 0x3A318C62E,
        ['P'] = 0x7A31F4210,
        ['Q'] = 0x3A318D64D,
        ['R'] = 0x7A31F5251,
        ['S'] = 0x3E107043E,
        ['T'] = 0x7C8421084,
        ['U'] = 0x46318C62E,
        ['V'] = 0x46318C544,
        ['W'] = 0x4631AD771,
        ['X'] = 0x462A22A31,
        ['Y'] = 0x462A21084,
        ['Z'] = 0x7C222221F,
        ['_'] = 0x00000001F,
    }.ToFrozenDictionary();

    /// <summary>True where the letter has a dot.</summary>
    public static bool IsSet(char letter, int column, int row)
    {
        var bits = Letters.TryGetValue(char.ToUpperInvariant(letter), out var known) ? known : Unknown;
        return (bits >> (((Height - 1 - row) * Width) + (Width - 1 - column)) & 1) != 0;
    }
}
