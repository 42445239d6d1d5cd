namespace Fresnel.Media.Nut;

/// <summary>The 64-bit codes that begin NUT packets (specification, section "startcodes").</summary>
internal static class NutStartCode
{
    public const ulong Main = 0x4E4D7A561F5F04AD;
    public const ulong Stream = 0x4E5311405BF2F9DB;
    public const ulong SyncPoint = 0x4E4BE4ADEECA4569;
    public const ulong Index = 0x4E58DD672F23E64E;
    public const ulong Info = 0x4E49AB68B596BA78;

    /// <summary>What every NUT file begins with.</summary>
    public static ReadOnlySpan<byte> FileId => "nut/multimedia container\0"u8;
}
