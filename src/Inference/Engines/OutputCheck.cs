using Fresnel.Inference.Sessions;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Fresnel.Inference.Engines;

/// <summary>Checks a session's outputs against what a decoder expects.</summary>
internal static class OutputCheck
{
    /// <summary>The index of an output that is float and of the expected shape after its first dimension; −1 expects any size.</summary>
    /// <param name="session">The session.</param>
    /// <param name="name">The output's name, or null where the model must have one only.</param>
    /// <param name="expected">Sizes after the first dimension; −1 where any goes.</param>
    /// <exception cref="ModelException">Names the model, the output, what was found and what was expected.</exception>
    public static int Require(ModelSession session, string? name, params ReadOnlySpan<long> expected)
    {
        if (name is null && session.Outputs.Count != 1)
        {
            throw new ModelException("model-graph", $"Model {session.Manifest.Id}: wrong outputs: found {string.Join(", ", session.Outputs)}; expected one.");
        }

        var index = name is null ? 0 : session.OutputIndex(name);
        var found = session.Outputs[index];
        var fits = found.ElementType is TensorElementType.Float && found.Shape.Count == expected.Length + 1;
        for (var axis = 0; fits && axis < expected.Length; axis++)
        {
            fits = expected[axis] < 0 || found.Shape[axis + 1] < 0 || found.Shape[axis + 1] == expected[axis];
        }

        if (fits) return index;
        throw new ModelException("model-graph", $"Model {session.Manifest.Id}: wrong output: found {found}; expected {found.Name} Float{TensorSpec.Describe([-1, .. expected])} by decoder '{session.Manifest.Decoder}' with {session.Manifest.Labels.Count} labels.");
    }
}
