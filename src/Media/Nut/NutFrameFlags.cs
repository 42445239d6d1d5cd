namespace Fresnel.Media.Nut;

/// <summary>Bits of a NUT frame code or of a frame's coded flags.</summary>
[Flags]
internal enum NutFrameFlags
{
    None = 0,
    Key = 1,
    EndOfRelevance = 2,
    CodedPts = 8,
    StreamId = 16,
    SizeMsb = 32,
    Checksum = 64,
    Reserved = 128,
    SideData = 256,
    HeaderIndex = 1024,
    MatchTime = 2048,
    CodedFlags = 4096,
    Invalid = 8192,
}
