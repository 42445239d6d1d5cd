using System.Buffers;
using System.Text;
using Fresnel.Inference.Detection;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>Comma-separated values (RFC 4180, with line feeds), one header line first.</summary>
internal sealed class CsvRowWriter : RowWriter
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\",\r\n");

    public CsvRowWriter(string path, IReadOnlyList<string> labels)
        : base(path, labels, Encode) => Put("frame,time_s,track_id,label,score,x,y,width,height\n"u8);

    protected override void WriteRow(long frame, double seconds, long? track, byte[] label, in Detected detected)
    {
        Put(frame);
        Put(","u8);
        Put(seconds, 6);
        Put(","u8);
        if (track is { } number) Put(number);
        Put(","u8);
        Put(label);
        Put(","u8);
        Put(detected.Score, 6);
        Put(","u8);
        Put(detected.Box.X, 3);
        Put(","u8);
        Put(detected.Box.Y, 3);
        Put(","u8);
        Put(detected.Box.Width, 3);
        Put(","u8);
        Put(detected.Box.Height, 3);
        Put("\n"u8);
    }

    private static byte[] Encode(string label) => Encoding.UTF8.GetBytes(
        label.AsSpan().ContainsAny(Special) ? $"\"{label.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : label);
}
