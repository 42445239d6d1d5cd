namespace Fresnel.Messages.Entities;

/// <summary>
/// Marks an event of an entity: what is journaled, kept for ever, and folded into its state. Has a <see cref="WireNameAttribute"/>.
/// </summary>
public interface IEntityEvent;
