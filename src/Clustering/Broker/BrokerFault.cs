namespace Fresnel.Clustering.Broker;

/// <summary>The kinds of trouble with a broker.</summary>
public enum BrokerFault
{
    /// <summary>The connection is gone or could not be made.</summary>
    Lost,

    /// <summary>The broker takes no messages for now.</summary>
    Blocked,

    /// <summary>No answer within the time limit.</summary>
    Timeout,

    /// <summary>The queue or exchange does not exist.</summary>
    NotFound,

    /// <summary>The queue is exclusive to another connection.</summary>
    Locked,

    /// <summary>The queue exists with another shape.</summary>
    Mismatch,

    /// <summary>
    /// The broker turns this process away: wrong user or password, a missing permission or virtual host, a certificate that
    /// is not trusted, an unsupported version. Trying again does not help before somebody changes that.
    /// </summary>
    Refused,
}
