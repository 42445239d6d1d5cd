using System.Text.Json;
using Fresnel.Pbm.Commands;
using Spectre.Console;

namespace Fresnel.Pbm.Output;

/// <summary>Writes results: text for people, with colours on a terminal that wants them, or JSON for programs.</summary>
internal sealed class Screen
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions OnOneLine = new(Indented) { WriteIndented = false };

    private readonly Surroundings around;
    private readonly IAnsiConsole? colours;

    /// <summary>Creates one.</summary>
    public Screen(Surroundings around)
    {
        this.around = around;
        if (!around.OutputIsTerminal || !string.IsNullOrEmpty(around.Variable("NO_COLOR"))) return;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(around.Output) });
        console.Profile.Width = int.MaxValue / 2; // lines are cut here, not there
        if (console.Profile.Capabilities.Ansi) colours = console;
    }

    /// <summary>Writes a line.</summary>
    public void Line(params Cell[] cells)
    {
        foreach (var cell in cells) Word(cell);
        around.Output.WriteLine();
    }

    /// <summary>Writes a table, and under it a line that counts.</summary>
    public void Table(Table table, string count)
    {
        if (table.Count > 0)
        {
            foreach (var line in table.Lines(around.Width)) Line([.. Trimmed(line)]);
        }

        around.Output.WriteLine(Cell.Clean(count));
    }

    /// <summary>Writes what is known of one thing: a name and a value a line.</summary>
    public void Facts(params (string Name, Cell Value)[] facts)
    {
        var size = facts.Max(f => f.Name.Length);
        foreach (var (name, value) in facts) Line(new Cell(name.PadRight(size), Tone.Faint), "  ", value);
    }

    /// <summary>Writes JSON, indented.</summary>
    public void Json(JsonElement json) => around.Output.WriteLine(JsonSerializer.Serialize(json, Indented));

    /// <summary>Writes JSON on one line and hands it on at once, as a stream of it needs.</summary>
    public void JsonLine(JsonElement json)
    {
        around.Output.WriteLine(JsonSerializer.Serialize(json, OnOneLine));
        around.Output.Flush();
    }

    /// <summary>Writes a value of our own as JSON, indented.</summary>
    public void Json<T>(T value) => around.Output.WriteLine(JsonSerializer.Serialize(value, Indented));

    private static List<Cell> Trimmed(IReadOnlyList<Cell> line)
    {
        var kept = line.ToList();
        while (kept.Count > 0 && string.IsNullOrWhiteSpace(kept[^1].Text)) kept.RemoveAt(kept.Count - 1);
        if (kept.Count > 0) kept[^1] = new Cell(kept[^1].Text.TrimEnd(), kept[^1].Tone);
        return kept;
    }

    private void Word(Cell cell)
    {
        if (colours is null || cell.Tone is Tone.Plain || cell.Text.Length == 0)
        {
            around.Output.Write(cell.Text);
            return;
        }

        colours.Write(new Text(cell.Text, new Style(cell.Tone switch
        {
            Tone.Good => Color.Green,
            Tone.Warning => Color.Yellow,
            Tone.Bad => Color.Red,
            _ => Color.Grey,
        })));
    }
}
