using System.Globalization;
using Spectre.Console;

namespace Fresnel.Bench.Reports;

/// <summary>A report as a table for people.</summary>
public static class TableReport
{
    /// <summary>Writes the table and the notes under it.</summary>
    public static void Write(BenchReport report, TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = 140;
        var table = new Table().Border(TableBorder.Ascii2).AddColumn(report.Name);
        foreach (var heading in new[] { "figure", "baseline", "unit", "ratio", "spread", "goal", "" })
        {
            table.AddColumn(new TableColumn(heading) { Alignment = heading is "unit" or "" ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (var row in report.Rows)
        {
            var spread = row is { Low: { } low, High: { } high } ? $"{Number(low)} to {Number(high)}" : "";
            var verdict = row.Reached switch { true => "reached", false => "BELOW", null => "" };
            table.AddRow([.. new[] { row.Name, Number(row.Figure), Number(row.Baseline), row.Unit, Number(row.Ratio), spread, Number(row.Goal), verdict }.Select(Markup.Escape)]);
        }

        console.Write(table);
        foreach (var note in report.Notes) output.WriteLine($"- {note}");
    }

    /// <summary>Three significant digits, thousands apart.</summary>
    public static string Number(double? value)
    {
        if (value is not { } number) return "-";
        var size = Math.Abs(number);
        var format = size switch { 0 => "0", >= 1000 => "#,##0", >= 100 => "0", >= 10 => "0.0", >= 0.1 => "0.00", _ => "0.0000" };
        return number.ToString(format, CultureInfo.InvariantCulture);
    }
}
