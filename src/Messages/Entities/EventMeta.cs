using System.Text.Json.Serialization;

namespace Fresnel.Messages.Entities;

/// <summary>What is kept with an event about its cause. What is null is not written.</summary>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="Activation">The activation of the entity that wrote it; never decreases in the history of an entity.</param>
/// <param name="Command">The id of the command that caused it; null for what the entity found out by itself.</param>
/// <param name="Answer">The answer to the command, on its last event only.</param>
/// <param name="Trace">W3C trace context of the command, or null.</param>
/// <param name="Status">The entity's status after the event (<c>enabled</c>, <c>deleted</c>), where it changed.</param>
/// <param name="MustRun">Whether the entity must run after the event, where that changed.</param>
public sealed record EventMeta(
    DateTimeOffset At,
    long Activation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Command = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JournaledAnswer? Answer = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Trace = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Status = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? MustRun = null);
