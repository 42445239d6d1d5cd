using Fresnel.Inference.Manifests;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Fresnel.Inference.Sessions;

/// <summary>Checks a loaded graph's inputs and outputs against what the manifest says of them.</summary>
internal static class ModelSignature
{
    /// <summary>The picture input: the manifest's name, float or bytes, rank 4, three colours, the manifest's sizes.</summary>
    /// <exception cref="ModelException">Names the model, the input, what was found and what was expected.</exception>
    public static TensorSpec Input(ModelManifest manifest, InferenceSession session)
    {
        var input = manifest.Input;
        var specs = Specs(session.InputMetadata);
        var expected = $"one input {input.Name} Float{TensorSpec.Describe(Expected(input))}";
        if (specs.Length != 1 || specs[0].Name != input.Name)
        {
            throw new ModelException("model-graph", $"Model {manifest.Id}: wrong inputs: found {string.Join(", ", specs.Select(spec => spec.ToString()))}; expected {expected}.");
        }

        var found = specs[0];
        var accepted = found.ElementType is TensorElementType.Float or TensorElementType.UInt8 && found.Shape.Count == 4;
        if (accepted)
        {
            var wanted = Expected(input);
            for (var axis = 1; axis < 4; axis++)
            {
                // A size the manifest gives may be open in the graph; one the manifest leaves open must be open there.
                accepted &= found.Shape[axis] < 0 || found.Shape[axis] == wanted[axis];
            }

            accepted &= found.Shape[0] < 0 || (found.Shape[0] == 1 && manifest.Buckets is [1]);
        }

        return accepted ? found : throw new ModelException("model-graph", $"Model {manifest.Id}: wrong input: found {found}; expected {expected}{Batches(manifest, found)}.");
    }

    /// <summary>The outputs, each a tensor of a type that can be bound.</summary>
    /// <exception cref="ModelException">An output of another kind.</exception>
    public static IReadOnlyList<TensorSpec> Outputs(ModelManifest manifest, InferenceSession session)
    {
        var specs = Specs(session.OutputMetadata);
        foreach (var spec in specs)
        {
            if (!NativeTensor.Supports(spec.ElementType)) throw new ModelException("model-graph", $"Model {manifest.Id}: output {spec} is of a kind that is not supported; allowed: tensors of float, double, int32, int64, int8 or uint8.");
        }

        return specs;
    }

    private static long[] Expected(ModelInput input)
    {
        long height = input.Height ?? -1, width = input.Width ?? -1;
        return input.Layout is TensorLayout.Nchw ? [-1, 3, height, width] : [-1, height, width, 3];
    }

    private static string Batches(ModelManifest manifest, TensorSpec found) =>
        found.Shape.Count == 4 && found.Shape[0] >= 0 && manifest.Buckets is not [1]
            ? $" with an open first dimension, because batch is [{string.Join(", ", manifest.Buckets)}]"
            : "";

    private static TensorSpec[] Specs(IReadOnlyDictionary<string, NodeMetadata> metadata) =>
        [.. metadata.Select(pair => pair.Value.IsTensor
            ? new TensorSpec(pair.Key, pair.Value.ElementDataType, [.. pair.Value.Dimensions.Select(size => (long)size)])
            : new TensorSpec(pair.Key, TensorElementType.DataTypeMax, []))];
}
