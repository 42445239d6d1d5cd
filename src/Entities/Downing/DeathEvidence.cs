namespace Fresnel.Entities.Downing;

/// <summary>What was found out about a member that is suspected to be dead.</summary>
internal enum DeathEvidence
{
    /// <summary>Its port refused twice and its database session is gone: the process is dead.</summary>
    Dead,

    /// <summary>Its port accepts connections.</summary>
    PortAccepts,

    /// <summary>Its port does not answer.</summary>
    PortSilent,

    /// <summary>Its port refuses, but its database session lives.</summary>
    SessionLives,

    /// <summary>Its port refuses, but the database cannot prove that its session is gone.</summary>
    NoProof,
}
