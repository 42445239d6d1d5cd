using Fresnel.Messages;

namespace Fresnel.Engine.Protocol;

/// <summary>A request of the driver to a host process: one line of JSON.</summary>
/// <param name="Id">Repeated in the response; unique on its connection.</param>
/// <param name="Op">What is asked.</param>
/// <param name="Entity">The addressee of a command or a query.</param>
/// <param name="CommandId">The command's id; the same when it is sent again.</param>
/// <param name="Command">The command, as <c>{"type": "counter.add/1", "body": {"n": 1}}</c>.</param>
/// <param name="DeadlineMs">How long the answer may take, in milliseconds.</param>
/// <param name="Limit">The most events to read.</param>
internal sealed record HostRequest(
    string Id,
    HostOperation Op,
    EntityId? Entity = null,
    string? CommandId = null,
    object? Command = null,
    int? DeadlineMs = null,
    int? Limit = null);
