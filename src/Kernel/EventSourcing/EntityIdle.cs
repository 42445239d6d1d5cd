namespace Fresnel.Kernel.EventSourcing;

/// <summary>Nothing was told to the entity for as long as it takes to passivate.</summary>
internal sealed record EntityIdle : EntityMessage
{
    public static EntityIdle Instance { get; } = new();
}
