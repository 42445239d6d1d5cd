namespace Fresnel.Messages.Entities;

/// <summary>A message that sharding routes to one entity.</summary>
public interface IEntityMessage : IWireMessage
{
    /// <summary>The addressee.</summary>
    EntityId Entity { get; }
}
