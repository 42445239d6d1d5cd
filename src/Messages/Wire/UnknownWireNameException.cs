namespace Fresnel.Messages.Wire;

/// <summary>A wire name or version that this build does not know; never skipped in silence.</summary>
public sealed class UnknownWireNameException(string name, int version)
    : Exception($"Message '{EntityId.Printable(name)}' version {version} is not known to this build.")
{
    /// <summary>The wire name.</summary>
    public string Name { get; } = name;

    /// <summary>The version.</summary>
    public int Version { get; } = version;
}
