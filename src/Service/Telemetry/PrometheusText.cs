using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fresnel.Service.Telemetry;

/// <summary>Writes Prometheus' text format, version 0.0.4.</summary>
public static class PrometheusText
{
    /// <summary>The media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes the two lines before a metric's samples.</summary>
    public static void Header(IBufferWriter<byte> output, string name, string help, string type) =>
        Write(output, $"# HELP {name} {help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\n# TYPE {name} {type}\n");

    /// <summary>Writes a sample.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">The metric's name, with its suffix.</param>
    /// <param name="labels">The labels as <see cref="Labels"/> made them; may be empty.</param>
    /// <param name="value">The value.</param>
    public static void Sample(IBufferWriter<byte> output, string name, string labels, double value) =>
        Write(output, labels.Length == 0 ? $"{name} {Number(value)}\n" : $"{name}{{{labels}}} {Number(value)}\n");

    /// <summary>A number as the format wants it.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>The labels of a sample, without braces.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(Name(key)).Append("=\"");
            foreach (var c in Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
            {
                text.Append(c switch { '\\' => "\\\\", '"' => "\\\"", '\n' => "\\n", _ => c.ToString() });
            }

            text.Append('"');
        }

        return text.ToString();
    }

    /// <summary>A name made fit: letters, digits and underscores, not beginning with a digit.</summary>
    public static string Name(string name)
    {
        var fit = new StringBuilder(name.Length + 1);
        foreach (var c in name) fit.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_');
        if (fit.Length == 0 || char.IsAsciiDigit(fit[0])) fit.Insert(0, '_');
        return fit.ToString();
    }

    private static void Write(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
