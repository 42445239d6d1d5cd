using Fresnel.Engine.Counting;
using Fresnel.Messages;

namespace Fresnel.Engine.Driver.Load;

/// <summary>A command that a caller began to send.</summary>
/// <param name="Entity">The addressee.</param>
/// <param name="CommandId">The id, under which it is sent until it is answered.</param>
/// <param name="Command">The command.</param>
/// <param name="At">When it was sent first.</param>
internal sealed record IssuedCommand(EntityId Entity, string CommandId, CounterCommand Command, TimeSpan At);
