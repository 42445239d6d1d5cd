using Fresnel.Media.Nut;

namespace Fresnel.Media.Recording;

/// <summary>Tells whether browsers play a stream as it is.</summary>
internal static class H264Profile
{
    /// <summary>True for H.264 of 8 bits and 4:2:0: profiles baseline (66), main (77), extended (88) and high (100).</summary>
    public static bool IsPlayable(NutStream stream) => stream.FourCc is "H264" or "h264" or "avc1" && ProfileOf(stream.CodecData) is 66 or 77 or 88 or 100;

    // avcC: version 1, then the profile. Annex B: a start code, NAL type 7 (sequence parameter set), then the profile.
    private static int ProfileOf(ReadOnlySpan<byte> data)
    {
        if (data.Length > 4 && data[0] == 1) return data[1];
        for (var i = 0; i + 4 < data.Length; i++)
        {
            if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1 && (data[i + 3] & 0x1F) == 7) return data[i + 4];
        }

        return -1;
    }
}
