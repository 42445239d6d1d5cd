using System.Globalization;
using Fresnel.Engine.Driver.Analysis;

namespace Fresnel.Engine.Reports;

/// <summary>What a scenario measured.</summary>
/// <param name="name">The scenario.</param>
internal sealed class ScenarioReport(string name)
{
    private readonly List<ReportRow> rows = [];
    private readonly List<string> notes = [];

    /// <summary>The scenario.</summary>
    public string Name => name;

    /// <summary>The rows, in the order measured.</summary>
    public IReadOnlyList<ReportRow> Rows => rows;

    /// <summary>What a reader of the figures must know.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Whether no row missed its goal.</summary>
    public bool IsReached => rows.All(row => row.Reached != false);

    /// <summary>The rows that miss a goal which must be reached on any machine.</summary>
    public IEnumerable<ReportRow> Broken => rows.Where(row => row is { OnAnyMachine: true, Reached: false });

    /// <summary>Adds a row.</summary>
    public void Add(string what, string figure, string goal = "", bool? reached = null) =>
        rows.Add(new ReportRow(what, figure, goal, reached));

    /// <summary>Adds something that must be so on any machine.</summary>
    public void AddPromise(string what, string figure, string goal, bool kept) =>
        rows.Add(new ReportRow(what, figure, goal, kept, OnAnyMachine: true));

    /// <summary>Adds a count that must be a certain one on any machine.</summary>
    public void AddCount(string what, long figure, long goal = 0) => AddPromise(what, Text(figure), Text(goal), figure == goal);

    /// <summary>Adds a time that has to be at most so long.</summary>
    public void AddTime(string what, double seconds, double? goal = null) =>
        Add(what, $"{Seconds(seconds)} s", goal is { } most ? $"≤ {Seconds(most)} s" : "", goal is null ? null : seconds <= goal);

    /// <summary>Adds a rate that has to be at least so high.</summary>
    public void AddRate(string what, double perSecond, double? goal = null) =>
        Add(what, $"{Text(perSecond)}/s", goal is { } least ? $"≥ {Text(least)}/s" : "", goal is null ? null : perSecond >= goal);

    /// <summary>Adds the median, the 95th percentile and the largest of some times.</summary>
    public void AddSpread(string what, Spread spread, double? p50 = null, double? p95 = null, double? max = null)
    {
        var goals = new List<string>();
        if (p50 is not null) goals.Add($"p50 ≤ {Seconds(p50.Value)}");
        if (p95 is not null) goals.Add($"p95 ≤ {Seconds(p95.Value)}");
        if (max is not null) goals.Add($"max ≤ {Seconds(max.Value)}");
        var reached = spread.Count > 0 && !(spread.P50 > p50) && !(spread.P95 > p95) && !(spread.Max > max);
        var figure = spread.Count == 0 ? "none"
            : $"p50 {Seconds(spread.P50)}, p95 {Seconds(spread.P95)}, max {Seconds(spread.Max)} s (n={spread.Count})";
        Add(what, figure, string.Join(", ", goals), goals.Count == 0 ? null : reached);
    }

    /// <summary>Adds a line under the table.</summary>
    public void Note(string note) => notes.Add(note);

    /// <summary>A time to two digits.</summary>
    public static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("#,##0", CultureInfo.InvariantCulture);
}
