using Akka.Actor;

namespace Fresnel.Entities.Serialization;

/// <summary>
/// What is offered in place of a snapshot that cannot be read, so that the entity recovers from its events alone instead of failing.
/// </summary>
/// <param name="Reason">Why it cannot be read; one line for the log.</param>
public sealed record UnreadableSnapshot(string Reason) : INoSerializationVerificationNeeded;
