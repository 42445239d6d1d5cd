namespace Fresnel.Inference;

/// <summary>A model that cannot be used as it is: its manifest, its file, its hash or its graph. The message is one line that names the file or model, the key or input, the value found, and what is allowed.</summary>
public sealed class ModelException : Exception
{
    /// <summary>An error with a stable code (<c>manifest</c>, <c>unknown-model</c>, <c>model-file</c>, <c>model-hash</c>, <c>model-graph</c>, <c>model-provider</c>) and a one-line message.</summary>
    public ModelException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>Stable, for problem details.</summary>
    public string Code { get; }
}
