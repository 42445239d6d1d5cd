namespace Fresnel.Clustering.Broker;

/// <summary>How a queue is consumed.</summary>
/// <param name="Prefetch">The most deliveries unsettled at a time, 1 to 65535.</param>
/// <param name="Priority">Consumers of higher priority are served first (<c>x-priority</c>).</param>
public readonly record struct ConsumerOptions(int Prefetch, int Priority = 0);
