namespace Fresnel.Clustering.Broker;

/// <summary>What the broker said to a message.</summary>
public enum PublishOutcome
{
    /// <summary>It is responsible for it now.</summary>
    Confirmed,

    /// <summary>No queue takes the routing key of a mandatory message; it was dropped.</summary>
    Unroutable,

    /// <summary>It refused the message (a negative confirmation).</summary>
    Refused,
}
