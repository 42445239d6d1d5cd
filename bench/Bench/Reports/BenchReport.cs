namespace Fresnel.Bench.Reports;

/// <summary>The rows of one benchmark and the notes that go under its table.</summary>
/// <param name="name">The benchmark's name.</param>
public sealed class BenchReport(string name)
{
    private readonly List<BenchRow> rows = [];
    private readonly List<string> notes = [];

    /// <summary>The benchmark's name.</summary>
    public string Name => name;

    /// <summary>The rows, in the order measured.</summary>
    public IReadOnlyList<BenchRow> Rows => rows;

    /// <summary>What a reader of the figures must know: one line each.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Adds a row.</summary>
    public void Add(BenchRow row) => rows.Add(row);

    /// <summary>Adds a note, once.</summary>
    public void Note(string note)
    {
        if (!notes.Contains(note)) notes.Add(note);
    }
}
