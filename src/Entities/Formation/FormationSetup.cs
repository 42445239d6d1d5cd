using Akka.Actor.Setup;

namespace Fresnel.Entities.Formation;

/// <summary>Hands the formation to what Akka creates by reflection: the downing provider and the lease.</summary>
/// <param name="formation">The formation of the actor system.</param>
internal sealed class FormationSetup(NodeFormation formation) : Setup
{
    /// <summary>The formation of the actor system.</summary>
    public NodeFormation Formation { get; } = formation;
}
