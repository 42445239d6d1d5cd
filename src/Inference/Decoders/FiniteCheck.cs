using System.Numerics;

namespace Fresnel.Inference.Decoders;

/// <summary>Finds values that are not finite numbers.</summary>
public static class FiniteCheck
{
    /// <summary>Whether every value is a finite number.</summary>
    public static bool AllFinite(ReadOnlySpan<float> values)
    {
        // Zero times a finite number is zero; times NaN or infinity it is NaN, which stays in the sum.
        var sum = Vector<float>.Zero;
        var lanes = Vector<float>.Count;
        var index = 0;
        for (; index <= values.Length - lanes; index += lanes) sum += new Vector<float>(values[index..]) * Vector<float>.Zero;
        var total = Vector.Sum(sum);
        for (; index < values.Length; index++) total += values[index] * 0;
        return total == 0;
    }
}
