namespace Fresnel.Messages.Entities;

/// <summary>What is sent to an entity, wherever it lives.</summary>
public static class EntityMessages
{
    /// <summary>A command. Sent again under the same id until it is answered or its deadline has passed; it is carried out once.</summary>
    /// <param name="Entity">The addressee.</param>
    /// <param name="CommandId">Given by the caller, 1 to 128 characters; the same when the command is sent again.</param>
    /// <param name="Body">The command; its type has a wire name.</param>
    /// <param name="Deadline">After this time (UTC) the command is not decided any more.</param>
    /// <param name="TraceParent">W3C trace context of the caller, or null.</param>
    [WireName("entity.command")]
    public sealed record Command(EntityId Entity, string CommandId, object Body, DateTimeOffset Deadline,
        string? TraceParent = null) : IEntityMessage;

    /// <summary>A question about the entity's state. It changes nothing and is not journaled.</summary>
    /// <param name="Entity">The addressee.</param>
    /// <param name="QueryId">Repeated in the answer.</param>
    /// <param name="Body">The query; its type has a wire name.</param>
    /// <param name="Deadline">After this time (UTC) the query is not answered any more.</param>
    [WireName("entity.query")]
    public sealed record Query(EntityId Entity, string QueryId, object Body, DateTimeOffset Deadline) : IEntityMessage;

    /// <summary>Starts the entity where it is not running. Not answered.</summary>
    /// <param name="Entity">The addressee.</param>
    [WireName("entity.ensure")]
    public sealed record Ensure(EntityId Entity) : IEntityMessage;

    /// <summary>Asks for the entity's state as readers see it: answered with its view.</summary>
    [WireName("entity.get-view")]
    public sealed record GetView;
}
