namespace Fresnel.Clustering.InProcess;

/// <summary>What an in-process queue holds and has dropped.</summary>
/// <param name="Ready">Messages that wait.</param>
/// <param name="Unsettled">Messages in the hands of consumers that have not been cancelled.</param>
/// <param name="Consumers">Consumers.</param>
/// <param name="Overflowed">Messages dropped from the head because the queue was full.</param>
/// <param name="Expired">Messages dropped because they waited too long.</param>
public readonly record struct QueueStatistics(long Ready, long Unsettled, int Consumers, long Overflowed, long Expired);
