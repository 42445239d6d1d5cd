namespace Fresnel.Clustering.Broker;

/// <summary>What a queue holds.</summary>
/// <param name="Ready">Messages that wait for a consumer; those delivered and not settled are not counted.</param>
/// <param name="Consumers">Consumers of the queue.</param>
public readonly record struct QueueDepth(long Ready, int Consumers);
