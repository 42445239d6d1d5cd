using System.Text.Json;
using Fresnel.Inference.Detection;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>JSON lines: one object for each detection, with the names of the CSV's columns; <c>track_id</c> is null while there is none.</summary>
internal sealed class JsonRowWriter(string path, IReadOnlyList<string> labels) : RowWriter(path, labels, Encode)
{
    protected override void WriteRow(long frame, double seconds, long? track, byte[] label, in Detected detected)
    {
        Put("{\"frame\":"u8);
        Put(frame);
        Put(",\"time_s\":"u8);
        Put(seconds, 6);
        Put(",\"track_id\":"u8);
        if (track is { } number) Put(number);
        else Put("null"u8);
        Put(",\"label\":"u8);
        Put(label);
        Put(",\"score\":"u8);
        Put(detected.Score, 6);
        Put(",\"x\":"u8);
        Put(detected.Box.X, 3);
        Put(",\"y\":"u8);
        Put(detected.Box.Y, 3);
        Put(",\"width\":"u8);
        Put(detected.Box.Width, 3);
        Put(",\"height\":"u8);
        Put(detected.Box.Height, 3);
        Put("}\n"u8);
    }

    private static byte[] Encode(string label) => JsonSerializer.SerializeToUtf8Bytes(label);
}
