namespace Fresnel.Clustering.Hosting;

/// <summary>A command or a query on its way to an entity.</summary>
/// <param name="Message">The command or query.</param>
/// <param name="CommandId">The command's id; null for a query.</param>
/// <param name="Deadline">Until when the caller waits.</param>
/// <param name="CorrelationId">What it belongs to, through all that follows from it.</param>
public sealed record EntityRequest(object Message, string? CommandId, DateTimeOffset Deadline, string CorrelationId);
