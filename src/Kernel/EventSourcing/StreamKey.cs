namespace Fresnel.Kernel.EventSourcing;

/// <summary>Names an entity's stream of events: <c>camera</c>, <c>front-door</c>.</summary>
public readonly record struct StreamKey(string Kind, string Id)
{
    /// <inheritdoc />
    public override string ToString() => $"{Kind}/{Id}";
}
