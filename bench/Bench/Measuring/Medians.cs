namespace Fresnel.Bench.Measuring;

/// <summary>Order statistics of a few measurements.</summary>
public static class Medians
{
    /// <summary>The median: the mean of the two middle values where their number is even.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new ArgumentException("a median needs a value", nameof(values));
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The quantile by the nearest rank.</summary>
    /// <param name="values">The measurements, in any order.</param>
    /// <param name="quantile">0 to 1.</param>
    public static double Quantile(IEnumerable<double> values, double quantile)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new ArgumentException("a quantile needs a value", nameof(values));
        return sorted[Math.Clamp((int)Math.Ceiling(quantile * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
