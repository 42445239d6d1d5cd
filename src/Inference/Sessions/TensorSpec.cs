using Microsoft.ML.OnnxRuntime.Tensors;

namespace Fresnel.Inference.Sessions;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Its element type.</param>
/// <param name="Shape">Sizes; −1 where any size goes.</param>
public sealed record TensorSpec(string Name, TensorElementType ElementType, IReadOnlyList<long> Shape)
{
    /// <summary>Name, type and shape in one line: <c>images Float[?, 3, 352, 352]</c>.</summary>
    public override string ToString() => $"{Name} {ElementType}{Describe(Shape)}";

    /// <summary>A shape as text: <c>[?, 3, 352, 352]</c>.</summary>
    public static string Describe(IEnumerable<long> shape) =>
        $"[{string.Join(", ", shape.Select(size => size < 0 ? "?" : size.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]";
}
