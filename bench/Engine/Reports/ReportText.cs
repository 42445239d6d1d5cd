using System.Text.Json;

namespace Fresnel.Engine.Reports;

/// <summary>Writes a report for people and for programs.</summary>
internal static class ReportText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The report as a table: row, figure, goal.</summary>
    public static string Table(ScenarioReport report)
    {
        string[][] lines =
        [
            [report.Name, "figure", "goal", ""],
            .. report.Rows.Select(row => (string[])[row.Name, row.Figure, row.Goal, Verdict(row)]),
        ];
        var widths = Enumerable.Range(0, 3).Select(column => lines.Max(line => line[column].Length)).ToArray();
        var text = lines.Select(
            line => string.Join("  ", line.Select((cell, i) => i < widths.Length ? cell.PadRight(widths[i]) : cell)).TrimEnd());
        return string.Join('\n', text.Concat(report.Notes.Select(note => $"- {note}")));
    }

    /// <summary>The report as one JSON object: <c>{"name", "rows": [{"name", "figure", "goal", "reached"}], "notes"}</c>.</summary>
    public static string Json(ScenarioReport report) => JsonSerializer.Serialize(new { report.Name, report.Rows, report.Notes }, Options);

    private static string Verdict(ReportRow row) => row.Reached switch { true => "reached", false => "MISSED", null => "" };
}
