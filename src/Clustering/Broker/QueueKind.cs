namespace Fresnel.Clustering.Broker;

/// <summary>What a queue is made of.</summary>
public enum QueueKind
{
    /// <summary>Durable and replicated; counts deliveries.</summary>
    Quorum,

    /// <summary>Durable on one broker node.</summary>
    Classic,

    /// <summary>Gone with a restart of the broker.</summary>
    Transient,

    /// <summary>Usable only by the connection that declared it, and gone with it.</summary>
    Exclusive,
}
