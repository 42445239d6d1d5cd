using System.Globalization;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;

namespace Fresnel.Actors.Cameras;

/// <summary>What is allowed in a camera's settings.</summary>
public static class CameraSettingsRules
{
    /// <summary>The first thing wrong with the settings, as one line naming the key, the value and what is allowed; null where all is well.</summary>
    public static string? FirstProblem(CameraSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Problems(settings).FirstOrDefault();
    }

    /// <summary>Everything wrong with the settings, a line each.</summary>
    public static IEnumerable<string> Problems(CameraSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new[]
        {
            SourceProblem(settings.Source),
            settings.Title is null || settings.Title.Length > 100 || settings.Title.Any(IsHidden)
                ? $"title '{EntityId.Printable(settings.Title)}' is not allowed: up to 100 characters, no control characters and none that turn the direction of writing."
                : null,
            EntityId.IsValidPart(settings.Model) ? null : $"model '{EntityId.Printable(settings.Model)}' is not a model id: {EntityId.Allowed}.",
            string.IsNullOrWhiteSpace(settings.Label) || settings.Label.Length > 63 || settings.Label.Any(IsHidden)
                ? $"label '{EntityId.Printable(settings.Label)}' is not allowed: 1 to 63 characters, no control characters and none that turn the direction of writing."
                : null,
            settings.MinScore is { } score ? Range("minScore", score, -100, 100, "") : null,
            Range("analysisFps", settings.AnalysisFps, 0.1, 60, " frames a second"),
            Range("analysisWidth", settings.AnalysisWidth, 160, 3840, " pixels"),
            Range("motionFraction", settings.MotionFraction, 0.00001, 0.5, ""),
            Range("stallSeconds", settings.StallSeconds, 1, 120, " s"),
            Range("quietSeconds", settings.QuietSeconds, 0.5, 600, " s"),
            Range("maxEpisodeSeconds", settings.MaxEpisodeSeconds, 5, 3600, " s"),
            Range("preRollSeconds", settings.PreRollSeconds, 0, 60, " s"),
            Range("postRollSeconds", settings.PostRollSeconds, 0, 60, " s"),
        }.OfType<string>();
    }

    // Marks that turn the direction of writing can make a title read as another.
    private static bool IsHidden(char c) => char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static string? SourceProblem(string? source)
    {
        const string allowed = "a path, a file: URL or an rtsp:// URL without user and password";
        if (string.IsNullOrWhiteSpace(source)) return $"source is empty: allowed is {allowed}.";
        if (source.Length > 2000 || source.Any(char.IsControl)) return $"source '{EntityId.Printable(source)}' is not allowed: {allowed}, up to 2000 characters, no control characters.";
        var colon = source.IndexOf(':', StringComparison.Ordinal);
        var slash = source.IndexOf('/', StringComparison.Ordinal);
        if (colon < 0 || (slash >= 0 && slash < colon)) return null; // a path
        if (!Uri.TryCreate(source, UriKind.Absolute, out var url) || url.Scheme is not ("file" or "rtsp"))
            return $"source '{EntityId.Printable(Redact(source))}' is not allowed: {allowed}.";
        return url.UserInfo.Length > 0 ? $"source '{EntityId.Printable(Redact(source))}' carries a user or password: they are given apart." : null;
    }

    private static string Redact(string source)
    {
        var at = source.LastIndexOf('@');
        var scheme = source.IndexOf("//", StringComparison.Ordinal);
        return at < 0 || scheme < 0 || at < scheme ? source : string.Concat(source.AsSpan(0, scheme + 2), "***", source.AsSpan(at));
    }

    private static string? Range(string key, double value, double least, double most, string unit) =>
        value >= least && value <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{key} {value} is out of range: {least:0.#####} to {most}{unit}.");
}
