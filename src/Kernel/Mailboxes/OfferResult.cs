namespace Fresnel.Kernel;

/// <summary>What became of a message offered to a mailbox.</summary>
internal enum OfferResult
{
    /// <summary>It waits to be handled.</summary>
    Taken,

    /// <summary>It was dropped by policy, and counted.</summary>
    Dropped,

    /// <summary>There is no room, and the policy is to say so.</summary>
    Full,

    /// <summary>The actor has stopped or is stopping.</summary>
    Stopped,
}
