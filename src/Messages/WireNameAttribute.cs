namespace Fresnel.Messages;

/// <summary>
/// The name and version under which a message is written to the journal and the wire; never its CLR name.
/// Every pair has a golden file in the tests, and is never changed once released.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WireNameAttribute(string name, int version = 1) : Attribute
{
    /// <summary>The name, <c>kind.what-happened</c>: <c>camera.episode-opened</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The version, from 1; a change of shape is a new version and an upcaster.</summary>
    public int Version { get; } = version;
}
