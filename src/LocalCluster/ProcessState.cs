namespace Fresnel.LocalCluster;

/// <summary>A process of the local cluster as its file remembers it.</summary>
/// <param name="Id">Its name: <c>lighthouse</c>, <c>node-1</c>.</param>
/// <param name="Port">The port of its API on 127.0.0.1; the same after each start.</param>
/// <param name="Running">Which process it was when it was started last, or null where it was stopped in good order.</param>
public sealed record ProcessState(string Id, int Port, ProcessMark? Running)
{
    /// <summary>The name of the lighthouse.</summary>
    public const string Lighthouse = "lighthouse";

    /// <summary>Where its API is.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}/");
}
