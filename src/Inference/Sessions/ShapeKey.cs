namespace Fresnel.Inference.Sessions;

/// <summary>An input shape of up to four dimensions, as a key that compares by value.</summary>
internal readonly record struct ShapeKey(int Rank, long First, long Second, long Third, long Fourth)
{
    /// <summary>The key of a shape.</summary>
    /// <exception cref="ArgumentException">More than four dimensions.</exception>
    public static ShapeKey Of(ReadOnlySpan<long> shape) => shape.Length switch
    {
        1 => new(1, shape[0], 0, 0, 0),
        2 => new(2, shape[0], shape[1], 0, 0),
        3 => new(3, shape[0], shape[1], shape[2], 0),
        4 => new(4, shape[0], shape[1], shape[2], shape[3]),
        _ => throw new ArgumentException($"A shape has {shape.Length} dimensions; allowed: 1 to 4.", nameof(shape)),
    };
}
