using System.Diagnostics;
using Fresnel.Inference.Manifests;
using Microsoft.ML.OnnxRuntime;

namespace Fresnel.Inference.Sessions;

/// <summary>
/// A loaded model on one device. Used by one thread at a time. Inputs and outputs are bound once per input shape, so that a
/// run in steady state allocates nothing managed.
/// </summary>
public sealed class ModelSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly Dictionary<ShapeKey, SessionBinding> bindings = [];
    private readonly int maxBindings;
    private long uses;
    private volatile bool interrupted;
    private bool disposed;

    private ModelSession(ModelManifest manifest, InferenceSession session, IReadOnlyList<ProviderAttempt> providers, int maxBindings)
    {
        Manifest = manifest;
        Providers = providers;
        this.session = session;
        this.maxBindings = maxBindings;
        Input = ModelSignature.Input(manifest, session);
        Outputs = ModelSignature.Outputs(manifest, session);
    }

    /// <summary>The model's manifest.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Every provider asked for and what became of it; exactly one is in use.</summary>
    public IReadOnlyList<ProviderAttempt> Providers { get; }

    /// <summary>The picture input.</summary>
    public TensorSpec Input { get; }

    /// <summary>The outputs, in the graph's order.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>Whether the graph takes several pictures at once (its first dimension is open).</summary>
    public bool DynamicBatch => Input.Shape[0] < 0;

    /// <summary>Shapes bound now.</summary>
    public int BindingCount => bindings.Count;

    /// <summary>
    /// Checks the file's SHA-256, refuses external data and operators outside ONNX's own domains, loads the graph with the
    /// first provider that works, and checks its input against the manifest.
    /// </summary>
    /// <exception cref="ModelException">The file, hash, graph, input or every provider is refused.</exception>
    public static ModelSession Open(ModelManifest manifest, ModelSessionOptions options)
    {
        options.Validate();
        var model = ModelFile.Load(manifest);
        var (session, providers) = ProviderSelection.Open(manifest, model, options);
        try
        {
            return new ModelSession(manifest, session, providers, options.MaxBindings);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The index of an output by name.</summary>
    /// <exception cref="ModelException">The model has no such output; the message lists those it has.</exception>
    public int OutputIndex(string name)
    {
        for (var index = 0; index < Outputs.Count; index++)
        {
            if (Outputs[index].Name == name) return index;
        }

        throw new ModelException("model-graph", $"Model {Manifest.Id}: there is no output '{name}'; found: {string.Join(", ", Outputs)}.");
    }

    /// <summary>
    /// The binding for an input shape. Made at the first use: the output shapes are taken from the graph, or, where they are
    /// open, from one run.
    /// </summary>
    /// <exception cref="ModelException">The model does not accept the shape.</exception>
    public SessionBinding Bind(params ReadOnlySpan<long> inputShape)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var key = ShapeKey.Of(inputShape);
        if (!bindings.TryGetValue(key, out var binding))
        {
            if (bindings.Count >= maxBindings) ReleaseOldest();
            binding = Create(inputShape);
            bindings.Add(key, binding);
        }

        binding.LastUsed = ++uses;
        return binding;
    }

    /// <summary>Runs the graph on a binding's input into its outputs. Allocates nothing managed.</summary>
    /// <exception cref="InferenceException">The run failed, or was interrupted.</exception>
    public void Run(SessionBinding binding)
    {
        try
        {
            session.RunWithBinding(run, binding.Native);
        }
        catch (OnnxRuntimeException fault)
        {
            Resume();
            throw new InferenceException(InferenceError.RunFailed, $"Model {Manifest.Id}: the run failed: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
    }

    /// <summary>
    /// Asks the run under way on another thread to end with an error; where none is, the next run ends so. The run that
    /// ends with it clears it.
    /// </summary>
    public void Interrupt()
    {
        interrupted = true;
        run.Terminate = true;
    }

    /// <summary>Forgets an interruption that came too late to end a run. Engines call it when a batch begins.</summary>
    public void Resume()
    {
        if (!interrupted) return;
        interrupted = false;
        run.Terminate = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        foreach (var binding in bindings.Values) binding.Release();
        bindings.Clear();
        run.Dispose();
        session.Dispose();
    }

    private SessionBinding Create(ReadOnlySpan<long> inputShape)
    {
        var native = session.CreateIoBinding();
        NativeTensor? input = null;
        var outputs = new NativeTensor?[Outputs.Count];
        try
        {
            input = new NativeTensor(Input.ElementType, inputShape);
            native.BindInput(Input.Name, input.Value);
            var shapes = OutputShapes(native, inputShape);
            native.ClearBoundOutputs();
            for (var index = 0; index < outputs.Length; index++)
            {
                var output = new NativeTensor(Outputs[index].ElementType, shapes[index]);
                outputs[index] = output;
                native.BindOutput(Outputs[index].Name, output.Value);
            }

            return new SessionBinding(native, input, outputs!);
        }
        catch (Exception fault)
        {
            // Native memory is freed whatever went wrong; what is not the runtime's refusal goes on as it was.
            native.Dispose();
            input?.Dispose();
            foreach (var output in outputs) output?.Dispose();
            if (fault is not OnnxRuntimeException) throw;
            throw new ModelException("model-graph", $"Model {Manifest.Id}: input shape {TensorSpec.Describe(inputShape.ToArray())} is refused: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
    }

    private long[][] OutputShapes(OrtIoBinding native, ReadOnlySpan<long> inputShape)
    {
        if (Outputs.All(output => output.Shape.All(size => size >= 0)) && Input.Shape.SequenceEqual(inputShape.ToArray()))
        {
            return [.. Outputs.Select(output => output.Shape.ToArray())];
        }

        foreach (var output in Outputs) native.BindOutputToDevice(output.Name, OrtMemoryInfo.DefaultInstance);
        using var probed = session.RunWithBoundResults(run, native);
        Debug.Assert(probed.Count == Outputs.Count, "one value an output");
        return [.. probed.Select(value => value.GetTensorTypeAndShape().Shape)];
    }

    private void ReleaseOldest()
    {
        var oldest = bindings.MinBy(pair => pair.Value.LastUsed);
        bindings.Remove(oldest.Key);
        oldest.Value.Release();
    }
}
