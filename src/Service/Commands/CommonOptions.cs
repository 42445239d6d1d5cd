using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Fresnel.Service.Commands;

/// <summary>Options that several verbs have.</summary>
public static class CommonOptions
{
    /// <summary><c>--data DIR</c>: where everything is kept. Default <c>./data</c>.</summary>
    public static Option<string?> Data() => new("--data")
    {
        Description = "Folder that everything is kept in (default: ./data).",
        HelpName = "DIR",
    };

    /// <summary><c>--port N</c>: 0 picks a free one.</summary>
    public static Option<string?> Port() => new("--port")
    {
        Description = "Port of the page and the API on 127.0.0.1; 0 picks a free one (default: 8450).",
        HelpName = "N",
    };

    /// <summary><c>--set Section:Key=value</c>, repeatable: any key of the configuration.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        Description = "Any key of the configuration, for example --set Api:StreamFps=5. Repeatable.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    /// <summary><c>--for 60s</c>: 1 second to 30 days, with a unit: <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c>; a bare number is seconds.</summary>
    public static Option<TimeSpan?> For() => new("--for")
    {
        Description = "Stop after this long, for example 90s, 5m or 1h, and print a summary.",
        HelpName = "TIME",
        CustomParser = ParseDuration,
    };

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (TryParseDuration(text, out var duration)) return duration;
        result.AddError($"'--for {text}' is not a length of time: a number with ms, s, m or h, from 1s to 720h.");
        return null;
    }

    /// <summary>Reads <c>90s</c>, <c>1.5m</c>, <c>2h</c>, <c>1500ms</c> or a bare number of seconds; 1 second to 30 days.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration) =>
        TryParseTime(text, out duration) && duration >= TimeSpan.FromSeconds(1) && duration <= TimeSpan.FromDays(30);

    /// <summary>Reads a length of time with a unit (<c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c>) or a bare number of seconds, up to a year.</summary>
    internal static bool TryParseTime(string text, out TimeSpan time)
    {
        var (digits, unit) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 0.001),
            _ when text.EndsWith('s') => (text[..^1], 1),
            _ when text.EndsWith('m') => (text[..^1], 60),
            _ when text.EndsWith('h') => (text[..^1], 3600),
            _ => (text, 1d),
        };
        time = default;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
        var seconds = value * unit;
        if (seconds is not (>= 0 and <= 366 * 86400)) return false;
        time = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
