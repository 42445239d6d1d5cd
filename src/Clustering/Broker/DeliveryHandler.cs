namespace Fresnel.Clustering.Broker;

/// <summary>
/// Receives deliveries, one at a time. The next is not handed over before the returned task has completed, so a handler
/// that works for long starts the work and settles later. A handler that throws ends its consumer.
/// </summary>
public delegate ValueTask DeliveryHandler(Delivery delivery);
