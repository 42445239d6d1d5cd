using System.Text;

namespace Fresnel.Media.Nut;

/// <summary>The main and stream headers of a NUT file with one video stream among at most a few.</summary>
internal sealed class NutHeaders
{
    private const int MaxStreams = 16;
    private const int MaxTimeBases = 256;
    private const int MaxPicture = 16384;
    private const int MaxCodecData = 1 << 20;

    private NutHeaders()
    {
    }

    public int StreamCount { get; private set; }

    public (long Num, long Den)[] TimeBases { get; private set; } = [];

    public NutFrameCode[] Codes { get; } = new NutFrameCode[256];

    /// <summary>Bytes that frames may leave out, by index; 0 is none.</summary>
    public byte[][] Elisions { get; private set; } = [[]];

    public bool Broadcast { get; private set; }

    public NutStream? Video { get; private set; }

    public int VideoId { get; private set; } = -1;

    /// <summary>Reads a main header's content; the packet reader checks its end and checksum.</summary>
    public static NutHeaders ReadMain(NutReader r, Func<bool> more)
    {
        var h = new NutHeaders();
        var version = r.ReadBounded("NUT's version", 4);
        if (version < 2) throw r.Fault($"NUT version {version} is not supported; 2 to 4 are.");
        if (version > 3) r.ReadNumber();
        h.StreamCount = r.ReadBounded("The number of streams", MaxStreams);
        if (h.StreamCount == 0) throw r.Fault("The file has no streams.");
        r.ReadNumber(); // max_distance: only for finding the way in damaged files
        h.TimeBases = new (long, long)[r.ReadBounded("The number of time bases", MaxTimeBases)];
        if (h.TimeBases.Length == 0) throw r.Fault("The file has no time base.");
        for (var i = 0; i < h.TimeBases.Length; i++)
        {
            var num = r.ReadBounded("A time base's numerator", int.MaxValue);
            var den = r.ReadBounded("A time base's denominator", int.MaxValue);
            if (num == 0 || den == 0) throw r.Fault($"The time base {num}/{den} is not a time.");
            h.TimeBases[i] = (num, den);
        }

        h.ReadFrameCodes(r);
        if (more()) h.ReadElisions(r);
        if (version > 3 && more()) h.Broadcast = (r.ReadNumber() & 1) != 0;
        return h;
    }

    /// <summary>Reads a stream header's content.</summary>
    public void ReadStream(NutReader r)
    {
        var id = r.ReadBounded("A stream's number", StreamCount - 1);
        var kind = r.ReadBounded("A stream's class", 255);
        var fourCc = Encoding.Latin1.GetString(ReadBytes(r, "A codec tag", 16));
        var timeBase = r.ReadBounded("A stream's time base", TimeBases.Length - 1);
        var shift = r.ReadBounded("A stream's time shift", 32);
        r.ReadNumber(); // max_pts_distance
        var delay = r.ReadBounded("A stream's decode delay", 1000);
        r.ReadNumber(); // stream_flags
        var codecData = ReadBytes(r, "A codec's header", MaxCodecData);
        if (kind != 0 || Video is not null) return;
        var width = r.ReadBounded("The picture's width", MaxPicture);
        var height = r.ReadBounded("The picture's height", MaxPicture);
        if (width == 0 || height == 0) throw r.Fault($"The picture's size {width}x{height} is not a size.");
        var sampleWidth = r.ReadBounded("The pixel's width", int.MaxValue);
        var sampleHeight = r.ReadBounded("The pixel's height", int.MaxValue);
        r.ReadNumber(); // colorspace_type
        VideoId = id;
        Video = new NutStream(fourCc, width, height, TimeBases[timeBase].Num, TimeBases[timeBase].Den, shift, delay, sampleWidth, sampleHeight, codecData);
    }

    private static byte[] ReadBytes(NutReader r, string what, int most)
    {
        var bytes = new byte[r.ReadBounded($"{what}'s length", most)];
        r.ReadExactly(bytes);
        return bytes;
    }

    private void ReadFrameCodes(NutReader r)
    {
        long pts = 0;
        int mul = 1, stream = 0, headerIndex = 0;
        for (var i = 0; i < 256;)
        {
            var flags = (NutFrameFlags)r.ReadBounded("A frame code's flags", 0xFFFF);
            var fields = r.ReadBounded("A frame code's fields", 64);
            if (fields > 0) pts = r.ReadSigned();
            if (fields > 1) mul = r.ReadBounded("A frame code's multiplier", 0x4000);
            if (fields > 2) stream = r.ReadBounded("A frame code's stream", MaxStreams);
            var size = fields > 3 ? r.ReadBounded("A frame code's size", 0x4000) : 0;
            var reserved = fields > 4 ? r.ReadBounded("A frame code's reserved count", 256) : 0;
            var count = fields > 5 ? r.ReadBounded("A frame code's count", 256) : mul - size;
            if (fields > 6) r.ReadSigned(); // match time delta
            if (fields > 7) headerIndex = r.ReadBounded("A frame code's header index", 255);
            for (var j = 8; j < fields; j++) r.ReadNumber();
            var room = 256 - i - (i <= 'N' ? 1 : 0); // 'N' begins packets and is no frame code
            if (count <= 0 || count > room) throw r.Fault($"A frame code counts {count} entries; 1 to {room} are left.");
            for (var j = 0; j < count; i++)
            {
                if (i == 'N') continue;
                Codes[i] = new NutFrameCode(flags, stream, mul, size + j, pts, reserved, headerIndex);
                j++;
            }

            if (i == 'N') i++;
        }

        Codes['N'] = new NutFrameCode(NutFrameFlags.Invalid, 0, 0, 0, 0, 0, 0);
    }

    private void ReadElisions(NutReader r)
    {
        var count = r.ReadBounded("The number of left-out headers", 127) + 1;
        var left = 1024;
        Elisions = new byte[count][];
        Elisions[0] = [];
        for (var i = 1; i < count; i++)
        {
            Elisions[i] = ReadBytes(r, "A left-out header", Math.Min(255, left));
            left -= Elisions[i].Length;
        }
    }
}
