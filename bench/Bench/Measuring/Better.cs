namespace Fresnel.Bench.Measuring;

/// <summary>Which way a figure is good.</summary>
public enum Better
{
    /// <summary>More is better: a rate.</summary>
    Higher,

    /// <summary>Less is better: a time, an amount of memory.</summary>
    Lower,
}
