namespace Fresnel.Faults.Tests.Audit;

/// <summary>What an audit looks at.</summary>
internal enum AuditCheck
{
    /// <summary>Every acknowledged command is in the journal once, with the reply its caller had.</summary>
    Replies,

    /// <summary>Sequence numbers of an entity have no gaps, its activations never decrease, its head is its last event.</summary>
    Streams,

    /// <summary>A snapshot is the fold of the events up to it.</summary>
    Snapshots,

    /// <summary>What readers are shown is the fold of the journal from its first event.</summary>
    Projections,

    /// <summary>Observations can be read, and none of an older epoch shows after one of a newer.</summary>
    Observations,

    /// <summary>Nothing that the node started lives on.</summary>
    Processes,
}
