namespace Fresnel.Inference;

/// <summary>Why an inference request got no answer.</summary>
public enum InferenceError
{
    /// <summary>The deadline passed before the request began.</summary>
    DeadlinePassed,

    /// <summary>The bounded queue was full.</summary>
    QueueFull,

    /// <summary>The model failed several times running; requests are refused until it is tried again.</summary>
    CircuitOpen,

    /// <summary>The run itself failed.</summary>
    RunFailed,

    /// <summary>The model's output held NaN or infinity.</summary>
    NonFiniteOutput,

    /// <summary>The run did not end, not even when it was interrupted, and was given up.</summary>
    RunHung,

    /// <summary>So many runs never ended that the model stays down.</summary>
    ModelDown,
}

/// <summary>A request to a model that got no answer. The message names the model.</summary>
public sealed class InferenceException : Exception
{
    /// <summary>An error with its kind and a message that names the model and the cause.</summary>
    public InferenceException(InferenceError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>What happened.</summary>
    public InferenceError Error { get; }

    /// <summary>The stable wire form of <see cref="Error"/>: <c>deadline-passed</c>, <c>queue-full</c>, <c>circuit-open</c>, <c>run-failed</c>, <c>non-finite-output</c>, <c>run-hung</c>, <c>model-down</c>.</summary>
    public string Code => Error switch
    {
        InferenceError.DeadlinePassed => "deadline-passed",
        InferenceError.QueueFull => "queue-full",
        InferenceError.CircuitOpen => "circuit-open",
        InferenceError.NonFiniteOutput => "non-finite-output",
        InferenceError.RunHung => "run-hung",
        InferenceError.ModelDown => "model-down",
        _ => "run-failed",
    };
}
