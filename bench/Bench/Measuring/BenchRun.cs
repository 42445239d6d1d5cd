using Fresnel.Bench.Reports;

namespace Fresnel.Bench.Measuring;

/// <summary>One run of a benchmark: measures rows, baselines beside them, and keeps the report.</summary>
/// <remarks>
/// The figures of a shared machine drift. So a baseline is measured beside its subject, in alternating order, and the ratio is the median of the
/// pairs' ratios: a drift that both of a pair meet cancels out.
/// </remarks>
public sealed class BenchRun
{
    private readonly BenchReport report;
    private readonly TextWriter progress;
    private readonly string? only;

    /// <param name="report">Where the rows go.</param>
    /// <param name="progress">Where a line is written as each row is done.</param>
    /// <param name="folder">An existing empty folder for what the benchmark writes.</param>
    /// <param name="repeats">How many pairs are measured, 1 or more.</param>
    /// <param name="only">Measure only the rows whose names contain this text, in any case; null for all.</param>
    public BenchRun(BenchReport report, TextWriter progress, string folder, int repeats, string? only)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        this.report = report;
        this.progress = progress;
        this.only = only;
        Folder = folder;
        Repeats = repeats;
    }

    /// <summary>A folder for what the benchmark writes, on the disk that was asked for; emptied afterwards.</summary>
    public string Folder { get; }

    /// <summary>How many times a pair is measured.</summary>
    public int Repeats { get; }

    /// <summary>Whether a row is to be measured.</summary>
    public bool Wants(string name) => only is null || name.Contains(only, StringComparison.OrdinalIgnoreCase);

    /// <summary>Measures a subject and its baseline in turn, after one unreported round of each.</summary>
    /// <param name="measure">What is measured.</param>
    /// <param name="baseline">One measurement of the baseline.</param>
    /// <param name="subject">One measurement of the subject.</param>
    /// <param name="cancel">Stops between measurements.</param>
    public async Task CompareAsync(Measure measure, Func<CancellationToken, Task<double>> baseline, Func<CancellationToken, Task<double>> subject, CancellationToken cancel)
    {
        if (!Wants(measure.Name)) return;
        await baseline(cancel);
        await subject(cancel);
        var baselines = new double[Repeats];
        var figures = new double[Repeats];
        for (var i = 0; i < Repeats; i++)
        {
            if (i % 2 == 0) baselines[i] = await MeasureAsync(baseline, cancel);
            figures[i] = await MeasureAsync(subject, cancel);
            if (i % 2 == 1) baselines[i] = await MeasureAsync(baseline, cancel);
        }

        AddPairs(measure, figures, baselines);
    }

    /// <summary>Measures a subject against a fixed number: a goal in absolute figures, or a published one.</summary>
    public async Task AgainstAsync(Measure measure, double baseline, Func<CancellationToken, Task<double>> subject, CancellationToken cancel)
    {
        if (!Wants(measure.Name)) return;
        await subject(cancel);
        var figures = new double[Repeats];
        for (var i = 0; i < Repeats; i++) figures[i] = await MeasureAsync(subject, cancel);
        AddPairs(measure, figures, [.. Enumerable.Repeat(baseline, Repeats)]);
    }

    /// <summary>Adds the row of figures and baselines that were measured in pairs.</summary>
    public void AddPairs(Measure measure, IReadOnlyList<double> figures, IReadOnlyList<double> baselines)
    {
        var ratios = figures.Zip(baselines, measure.Ratio).ToArray();
        Add(new BenchRow(measure.Name, Medians.Median(figures), measure.Unit, Medians.Median(baselines), Medians.Median(ratios), measure.Goal, ratios.Min(), ratios.Max()));
    }

    /// <summary>Adds a row that was measured elsewhere.</summary>
    public void Add(BenchRow row)
    {
        if (!Wants(row.Name)) return;
        report.Add(row);
        progress.WriteLine($"{row.Name}: {TableReport.Number(row.Figure)} {row.Unit}{(row.Ratio is { } ratio ? $", ratio {TableReport.Number(ratio)}" : "")}");
    }

    /// <summary>Adds one line under the table: what the figures leave out, or were taken with.</summary>
    public void Note(string note) => report.Note(note);

    private static async Task<double> MeasureAsync(Func<CancellationToken, Task<double>> subject, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        GC.Collect(); // what one measurement left behind is not the next one's cost
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return await subject(cancel);
    }
}
