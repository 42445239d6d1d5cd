namespace Fresnel.Bench.Measuring;

/// <summary>What a row measures.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Unit">The unit of its figure.</param>
/// <param name="Better">Which way the figure is good.</param>
/// <param name="Goal">The least ratio asked for, where there is one.</param>
public sealed record Measure(string Name, string Unit, Better Better, double? Goal = null)
{
    /// <summary>How good a figure is against a baseline: above 1 is better. Two equal figures are 1, zeros too.</summary>
    public double Ratio(double figure, double baseline) =>
        figure.Equals(baseline) ? 1 : Better is Better.Higher ? figure / baseline : baseline / figure;
}
