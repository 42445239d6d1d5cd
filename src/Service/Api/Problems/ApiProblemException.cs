namespace Fresnel.Service.Api.Problems;

/// <summary>Ends a request with a problem answer.</summary>
/// <param name="code">One of <see cref="ProblemCodes"/>, or an entity's own.</param>
/// <param name="detail">One sentence naming the thing, the value and what is allowed; no secrets.</param>
/// <param name="inner">What was caught.</param>
public sealed class ApiProblemException(string code, string detail, Exception? inner = null) : Exception(detail, inner)
{
    /// <summary>One of <see cref="ProblemCodes"/>, or an entity's own.</summary>
    public string Code { get; } = code;

    /// <summary>What the caller may look at besides: the expected version, the allowed values.</summary>
    public IReadOnlyDictionary<string, object?> More { get; init; } = new Dictionary<string, object?>();
}
