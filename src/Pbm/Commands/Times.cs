using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Fresnel.Pbm.Commands;

/// <summary>Lengths of time: read from the command line, written for people.</summary>
internal static class Times
{
    /// <summary>An option that takes a length of time: a number with <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>, 100 ms to 1 h; a bare number is seconds.</summary>
    public static Option<TimeSpan> Option(string name, TimeSpan normal, string description) => new(name)
    {
        Description = $"{description} (default: {Text(normal)}).",
        HelpName = "TIME",
        DefaultValueFactory = _ => normal,
        CustomParser = result => Parse(name, result),
    };

    /// <summary>One unit, rounded down: <c>45s</c>, <c>3m</c>, <c>2h</c>, <c>5d</c>.</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds):0}s"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes):0}m"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):0}h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalDays):0}d"),
    };

    /// <summary>How long ago, or <c>-</c> for a time that was not told.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) => then == default ? "-" : Text(now - then);

    /// <summary>A moment by the clock of whoever reads it: <c>2026-11-23 04:25:44</c>.</summary>
    public static string Moment(DateTimeOffset at, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static TimeSpan Parse(string name, ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        var (digits, unit) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 0.001),
            _ when text.EndsWith('s') => (text[..^1], 1),
            _ when text.EndsWith('m') => (text[..^1], 60),
            _ when text.EndsWith('h') => (text[..^1], 3600d),
            _ => (text, 1),
        };
        if (double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * unit is >= 0.1 and <= 3600)
        {
            return TimeSpan.FromSeconds(value * unit);
        }

        result.AddError($"'{name} {text}' is not a length of time: a number with ms, s, m or h, from 100ms to 1h.");
        return default;
    }
}
