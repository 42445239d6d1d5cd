namespace Fresnel.Clustering.Broker;

/// <summary>Trouble with the broker.</summary>
public sealed class BrokerException : Exception
{
    /// <summary>Creates one.</summary>
    public BrokerException(BrokerFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>Its kind.</summary>
    public BrokerFault Fault { get; }
}
