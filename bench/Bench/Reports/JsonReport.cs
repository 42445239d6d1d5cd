using System.Text.Json;

namespace Fresnel.Bench.Reports;

/// <summary>A report as one JSON object: <c>{"name", "rows": [{"name", "figure", "unit", "baseline", "ratio", "goal"}]}</c>.</summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes the report.</summary>
    public static string Format(BenchReport report) => JsonSerializer.Serialize(
        new
        {
            report.Name,
            Rows = report.Rows.Select(row => new
            {
                row.Name,
                Figure = Rounded(row.Figure),
                row.Unit,
                Baseline = Rounded(row.Baseline),
                Ratio = Rounded(row.Ratio),
                Goal = Rounded(row.Goal),
            }),
        },
        Options);

    /// <summary>Six significant digits: more is noise. JSON has no infinity, so what is not a number is left out.</summary>
    private static double? Rounded(double? value)
    {
        if (value is not { } number || !double.IsFinite(number)) return null;
        if (number == 0) return 0;
        var digits = Math.Clamp(5 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 15);
        return Math.Round(number, digits);
    }
}
