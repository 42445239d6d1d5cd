using System.Globalization;
using Fresnel.Inference.Detection;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>
/// Writes one row for each detection. Numbers have fixed formats of the invariant culture, so that the same detections
/// give the same bytes. Rows are formatted into one buffer: writing allocates nothing.
/// </summary>
internal abstract class RowWriter : IDisposable
{
    private const int Room = 1024;

    private readonly FileStream file;
    private readonly byte[][] labels;
    private readonly byte[] buffer;
    private int used;

    protected RowWriter(string path, IReadOnlyList<string> labels, Func<string, byte[]> encodeLabel)
    {
        file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1);
        this.labels = [.. labels.Select(encodeLabel)];
        EncodeLabel = encodeLabel;
        buffer = new byte[Math.Max(1 << 16, Room + (this.labels.Length == 0 ? 0 : this.labels.Max(l => l.Length)))];
    }

    private Func<string, byte[]> EncodeLabel { get; }

    /// <summary>The writer for a file's extension: <c>.csv</c>, or else JSON lines.</summary>
    /// <param name="path">Where rows are written now.</param>
    /// <param name="output">The name they get in the end.</param>
    /// <param name="labels">Label names by index.</param>
    public static RowWriter Create(string path, string output, IReadOnlyList<string> labels) =>
        Path.GetExtension(output).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? new CsvRowWriter(path, labels) : new JsonRowWriter(path, labels);

    /// <summary>Writes the row of one detection.</summary>
    /// <param name="frame">The frame's number, from 0.</param>
    /// <param name="time">The frame's time in its stream.</param>
    /// <param name="track">The track's number, or null.</param>
    /// <param name="detected">As the model gave it.</param>
    public void Write(long frame, TimeSpan time, long? track, in Detected detected)
    {
        var label = (uint)detected.Label < (uint)labels.Length ? labels[detected.Label] : EncodeLabel($"class-{detected.Label}");
        if (buffer.Length - used < Room + label.Length) Drain();
        WriteRow(frame, time.TotalSeconds, track, label, detected);
    }

    /// <summary>Hands what is buffered to the file.</summary>
    public void Drain()
    {
        file.Write(buffer, 0, used);
        used = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>Formats one row with <see cref="Put(ReadOnlySpan{byte})"/> and its like.</summary>
    protected abstract void WriteRow(long frame, double seconds, long? track, byte[] label, in Detected detected);

    protected void Put(ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer.AsSpan(used));
        used += text.Length;
    }

    protected void Put(long number)
    {
        number.TryFormat(buffer.AsSpan(used), out var written, default, CultureInfo.InvariantCulture);
        used += written;
    }

    /// <summary>A number with so many decimals; what rounds to zero has no sign.</summary>
    protected void Put(double number, int decimals)
    {
        var (format, half) = decimals switch
        {
            3 => ("F3", 0.0005),
            _ => ("F6", 0.0000005),
        };
        if (Math.Abs(number) < half) number = 0;
        number.TryFormat(buffer.AsSpan(used), out var written, format, CultureInfo.InvariantCulture);
        used += written;
    }
}
