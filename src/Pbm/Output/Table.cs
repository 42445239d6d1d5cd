namespace Fresnel.Pbm.Output;

/// <summary>
/// Columns of text, as <c>ps</c> writes them: no boxes, so that it reads the same on a terminal, in a pipe and in a report.
/// Where lines are too short for it, columns that fold stand on a second line under their row.
/// </summary>
internal sealed class Table(params Column[] columns)
{
    private const string Gap = "  ";
    private readonly List<Cell[]> rows = [];

    /// <summary>The rows so far.</summary>
    public int Count => rows.Count;

    /// <summary>Adds a row: a cell for each column.</summary>
    public void Add(params Cell[] row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, columns.Length);
        rows.Add(row);
    }

    /// <summary>The lines, each made of cells that stand one after the other; the heading is the first.</summary>
    /// <param name="width">The characters of a line, or null for any number.</param>
    public IEnumerable<IReadOnlyList<Cell>> Lines(int? width)
    {
        var sizes = columns.Select((column, i) => rows.Select(row => row[i].Text.Length).Append(column.Title.Length).Max()).ToArray();
        var all = Enumerable.Range(0, columns.Length).ToArray();
        var fits = width is null || sizes.Sum() + (Gap.Length * (columns.Length - 1)) <= width;
        var main = fits ? all : [.. all.Where(i => !columns[i].Folds)];
        var folded = fits ? [] : all.Where(i => columns[i].Folds).ToArray();

        yield return Line(main, sizes, i => new Cell(columns[i].Title, Tone.Faint), width);
        foreach (var row in rows)
        {
            yield return Line(main, sizes, i => row[i], width);
            if (folded.Length > 0) yield return Cut([.. folded.SelectMany(i => new[] { new Cell(Gap), new Cell($"{columns[i].Title.ToLowerInvariant()} ", Tone.Faint), row[i] })], width);
        }
    }

    private List<Cell> Line(int[] shown, int[] sizes, Func<int, Cell> cell, int? width)
    {
        var line = new List<Cell>();
        foreach (var i in shown)
        {
            var (text, last) = (cell(i).Text, i == shown[^1]);
            var padded = columns[i].Right ? text.PadLeft(sizes[i]) : last ? text : text.PadRight(sizes[i]);
            line.Add(new Cell(padded, cell(i).Tone));
            if (!last) line.Add(Gap);
        }

        return Cut(line, width);
    }

    private static List<Cell> Cut(List<Cell> line, int? width)
    {
        if (width is not { } limit || line.Sum(c => c.Text.Length) <= limit) return line;
        var cut = new List<Cell>();
        var left = limit - 1;
        foreach (var cell in line)
        {
            cut.Add(cell.Text.Length <= left ? cell : new Cell($"{cell.Text[..left]}…", cell.Tone));
            if (cell.Text.Length > left) break;
            left -= cell.Text.Length;
        }

        return cut;
    }
}
