namespace Fresnel.Engine.Driver.Analysis;

/// <summary>The spread of some measurements, in seconds.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="P50">The median, by the nearest rank.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="Max">The largest.</param>
internal sealed record Spread(int Count, double P50, double P95, double Max)
{
    /// <summary>The spread of durations; not a number where there are none.</summary>
    public static Spread Of(IEnumerable<TimeSpan> values)
    {
        var sorted = values.Select(value => value.TotalSeconds).Order().ToArray();
        return sorted.Length == 0
            ? new Spread(0, double.NaN, double.NaN, double.NaN)
            : new Spread(sorted.Length, At(sorted, 0.5), At(sorted, 0.95), sorted[^1]);
    }

    /// <summary>The spread of gaps.</summary>
    /// <param name="gaps">The gaps.</param>
    /// <param name="endless">What a gap counts as that did not end; left out where null.</param>
    public static Spread Of(IEnumerable<FaultGap> gaps, TimeSpan? endless) =>
        Of(gaps.Select(gap => gap.Gap ?? endless).Where(gap => gap is not null).Select(gap => gap!.Value));

    private static double At(double[] sorted, double quantile) =>
        sorted[Math.Clamp((int)Math.Ceiling(quantile * sorted.Length) - 1, 0, sorted.Length - 1)];
}
