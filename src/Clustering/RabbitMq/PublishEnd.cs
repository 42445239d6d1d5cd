using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>How a publish ended.</summary>
/// <param name="Outcome">What the broker said; meaningless where there is a fault.</param>
/// <param name="Fault">What went wrong, or null.</param>
/// <param name="Message">The fault in words.</param>
internal readonly record struct PublishEnd(PublishOutcome Outcome, BrokerFault? Fault = null, string? Message = null);
