namespace Fresnel.Messages.Entities;

/// <summary>Events that every kind of entity has. They do not reach the state.</summary>
public static class EntityEvents
{
    /// <summary>
    /// An activation began: the fence against former owners. Written before anything else; its number is that of <see
    /// cref="EventMeta.Activation"/>.
    /// </summary>
    /// <param name="Node">The address and incarnation of the node, <c>host:port#uid</c>.</param>
    [WireName("entity.activated")]
    public sealed record Activated(string Node) : IEntityEvent;

    /// <summary>A command was answered without an event of its own: a refusal, or nothing had to be done.</summary>
    [WireName("entity.answered")]
    public sealed record Answered : IEntityEvent;
}
