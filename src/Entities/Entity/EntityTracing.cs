using System.Diagnostics;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Entity;

/// <summary>Spans of commands, under the trace of their caller.</summary>
public static class EntityTracing
{
    /// <summary>The name of the activity source.</summary>
    public const string SourceName = "Fresnel.Entities";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the span of a command's decision; null where nobody listens.</summary>
    internal static Activity? Start(EntityId entity, EntityMessages.Command command)
    {
        if (!Source.HasListeners()) return null;
        _ = ActivityContext.TryParse(command.TraceParent, null, isRemote: true, out var parent);
        var activity = Source.StartActivity(command.Body.GetType().Name, ActivityKind.Consumer, parent);
        activity?.SetTag("fresnel.entity", entity.ToString());
        activity?.SetTag("fresnel.command_id", command.CommandId);
        return activity;
    }
}
