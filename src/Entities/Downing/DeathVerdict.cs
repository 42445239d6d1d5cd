using Akka.Cluster;
using Akka.Actor;

namespace Fresnel.Entities.Downing;

/// <summary>The result of an inquiry, published on the event stream.</summary>
/// <param name="Node">The member.</param>
/// <param name="Evidence">What was found.</param>
internal sealed record DeathVerdict(UniqueAddress Node, DeathEvidence Evidence) : INoSerializationVerificationNeeded;
