namespace Fresnel.Kernel;

/// <summary>An actor was asked something after it had stopped.</summary>
public sealed class ActorStoppedException(string path) : Exception($"Actor '{path}' has stopped.")
{
    /// <summary>The actor.</summary>
    public string Path { get; } = path;
}
