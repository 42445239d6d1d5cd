namespace Fresnel.Bench.Reports;

/// <summary>One measured figure beside its baseline.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Figure">The median of the measurements.</param>
/// <param name="Unit">The unit of the figure and of the baseline.</param>
/// <param name="Baseline">The median of the baseline, measured in the same run, or the fixed number it is held against; null where there is none.</param>
/// <param name="Ratio">How good the figure is against the baseline: above 1 is better than it.</param>
/// <param name="Goal">The least ratio asked for; null where there is none.</param>
/// <param name="Low">The worst ratio among the repetitions.</param>
/// <param name="High">The best ratio among the repetitions.</param>
public sealed record BenchRow(string Name, double Figure, string Unit, double? Baseline, double? Ratio, double? Goal, double? Low = null, double? High = null)
{
    /// <summary>Whether the ratio reaches the goal; null where there is no goal.</summary>
    public bool? Reached => Goal is { } goal && Ratio is { } ratio ? ratio >= goal : null;
}
