using Microsoft.ML.OnnxRuntime;

namespace Fresnel.Inference.Sessions;

/// <summary>
/// A model's input and outputs bound once for one input shape. Write the input, <see cref="ModelSession.Run"/>, read the outputs: nothing
/// is allocated. Valid until its session lets it go; ask the session again for each use rather than keeping it.
/// </summary>
public sealed class SessionBinding
{
    private readonly NativeTensor input;
    private readonly NativeTensor[] outputs;

    internal SessionBinding(OrtIoBinding native, NativeTensor input, NativeTensor[] outputs)
    {
        Native = native;
        this.input = input;
        this.outputs = outputs;
    }

    /// <summary>Sizes of the input.</summary>
    public ReadOnlySpan<long> InputShape => input.Shape;

    internal OrtIoBinding Native { get; }

    internal long LastUsed { get; set; }

    /// <summary>The input's elements, row-major; kept between runs, zero at first.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the input's element type.</exception>
    public Span<T> Input<T>() where T : unmanaged => input.As<T>();

    /// <summary>An output's elements after a run, row-major, in the order of <see cref="ModelSession.Outputs"/>.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the output's element type.</exception>
    public ReadOnlySpan<T> Output<T>(int index) where T : unmanaged => outputs[index].As<T>();

    /// <summary>Sizes of an output.</summary>
    public ReadOnlySpan<long> OutputShape(int index) => outputs[index].Shape;

    internal void Release()
    {
        Native.Dispose();
        input.Dispose();
        foreach (var output in outputs) output.Dispose();
    }
}
