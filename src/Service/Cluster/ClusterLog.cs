namespace Fresnel.Service.Cluster;

/// <summary>What a process says while it joins its cluster.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Reason} Waiting for it")]
    public static partial void Waits(this ILogger log, string reason);

    [LoggerMessage(2, LogLevel.Warning, "{Problem}")]
    public static partial void ClockIsOff(this ILogger log, string problem);
}
